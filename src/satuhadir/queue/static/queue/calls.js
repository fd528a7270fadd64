// SPDX-License-Identifier: Apache-2.0
/**
 * Who is called, in order, each long enough to be read. Knows nothing of the page or the network,
 * so that it can be tried without them. Instants are milliseconds.
 *
 * Two sources tell of the same call, the stream and the board; both may repeat themselves and the
 * board may be a second old. A call is known by its code and its instant.
 */
const SAME = 1500; // two roundings of one instant
const BOARD_MAY_LAG = 4000;
const TOO_OLD_TO_SHOUT = 60000;

export class Calls {
  constructor({ stays = 4000, before = 4, known = [] } = {}) {
    Object.assign(this, { stays, most: before, current: null, since: 0 });
    this.before = []; // newest first
    this.queue = [];
    this.told = new Map(); // code → instant of the newest call we know of
    for (const call of [...known].sort((a, b) => a.at - b.at)) this.put(call);
  }

  /** Put a call on the glass without a shout: it was there when the page came. */
  put(call) {
    this.told.set(call.code, call.at);
    this.take(call.code);
    if (this.current) this.before = [this.current, ...this.before].slice(0, this.most);
    this.current = call;
  }

  /** A call or a recall; true when it was news. */
  call(call, now) {
    const told = this.told.get(call.code);
    if (told !== undefined && call.at <= told + SAME) return false;
    this.told.set(call.code, call.at);
    this.queue = this.queue.filter((one) => one.code !== call.code);
    if (now - call.at > TOO_OLD_TO_SHOUT && this.queue.length === 0) this.put(call);
    else this.queue.push(call);
    return true;
  }

  /** The number goes: it did not come, was cancelled, or was released. */
  withdraw(code, at = Infinity) {
    const told = this.told.get(code);
    if (told !== undefined && told > at + SAME) return; // it was called again since
    this.queue = this.queue.filter((one) => one.code !== code);
    this.take(code);
    if (!this.current) [this.current = null, ...this.before] = this.before;
  }

  /** The whole board at an instant: what is new is called, what is gone is withdrawn. */
  board(calls, at, now) {
    for (const call of [...calls].sort((a, b) => a.at - b.at)) this.call(call, now);
    const oldest = calls.length ? Math.min(...calls.map((one) => one.at)) : -Infinity;
    const standing = new Set(calls.map((one) => one.code));
    for (const one of [...this.queue, ...this.before, this.current]) {
      if (one && !standing.has(one.code) && one.at > oldest && one.at < at - BOARD_MAY_LAG) {
        this.withdraw(one.code);
      }
    }
  }

  /** Let the next one up when the last was up long enough; the call to shout now, or null. */
  next(now) {
    if (!this.queue.length || now - this.since < this.stays) return null;
    const call = this.queue.shift();
    this.put(call);
    this.since = now;
    return call;
  }

  take(code) {
    this.before = this.before.filter((one) => one.code !== code);
    if (this.current?.code === code) this.current = null;
  }
}
