// SPDX-License-Identifier: Apache-2.0
/**
 * Who is called, in order, each long enough to be read. Knows nothing of the page, the sound or the
 * network, so that it can be tried without them. Instants are milliseconds.
 *
 * Two sources tell of the same call, the stream and the board; both may repeat themselves and the
 * board may be a second old. A call is known by its code and its instant.
 */
const SAME = 1500; // two roundings of one instant
const BOARD_MAY_LAG = 4000;
const TOO_OLD_TO_SHOUT = 60000;
const TOO_OLD_TO_REPEAT = 300000;

export class Calls {
  /** `repeats`: after how many ms a call that nobody answered comes once more; 0 is never. */
  constructor({ stays = 4000, before = 4, known = [], repeats = 0 } = {}) {
    Object.assign(this, { stays, most: before, repeats, current: null, since: 0 });
    this.before = []; // newest first
    this.queue = [];
    this.told = new Map(); // code → instant of the newest call we know of
    this.unanswered = new Map(); // code → { call, since }: shouted here once, nobody came yet
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
    this.unanswered.delete(call.code);
    const news = told === undefined ? call : { ...call, again: true };
    if (now - call.at > TOO_OLD_TO_SHOUT && this.queue.length === 0) this.put(news);
    else this.queue.push(news);
    return true;
  }

  /** The person has come: no second shout, and none at all for a call that still waits here. */
  begin(code, at = Infinity) {
    const told = this.told.get(code);
    if (told !== undefined && told > at + SAME) return; // it was called again since
    this.unanswered.delete(code);
    for (const one of this.queue) if (one.code === code) one.begun = true;
  }

  /** The number goes: it did not come, was cancelled, or was released. */
  withdraw(code, at = Infinity) {
    const told = this.told.get(code);
    if (told !== undefined && told > at + SAME) return; // it was called again since
    this.queue = this.queue.filter((one) => one.code !== code);
    this.unanswered.delete(code);
    this.take(code);
    if (!this.current) [this.current = null, ...this.before] = this.before;
  }

  /** The whole board at an instant: what is new is called, what is gone is withdrawn. */
  board(calls, at, now) {
    for (const call of [...calls].sort((a, b) => a.at - b.at)) {
      this.call(call, now);
      if (call.state && call.state !== "called") this.begin(call.code, call.at);
    }
    const oldest = calls.length ? Math.min(...calls.map((one) => one.at)) : -Infinity;
    const standing = new Set(calls.map((one) => one.code));
    for (const one of [...this.queue, ...this.before, this.current]) {
      if (one && !standing.has(one.code) && one.at > oldest && one.at < at - BOARD_MAY_LAG) {
        this.withdraw(one.code);
      }
    }
  }

  /**
   * Let the next one up when the last was up long enough and nobody speaks: the call to shout now,
   * or null. `quiet`: show it without a word, it is too old or its person is already there.
   * When nobody waits, a call that nobody answered comes once more (`repeat`).
   */
  next(now, speaking = false) {
    if (speaking || now - this.since < this.stays) return null;
    const call = this.queue.shift();
    if (!call) return this.repeat(now);
    const quiet = Boolean(call.begun) || now - call.at > TOO_OLD_TO_SHOUT;
    this.put(call);
    this.since = now;
    if (!quiet && !call.again) this.unanswered.set(call.code, { call, since: now });
    return { ...call, quiet, repeat: false };
  }

  repeat(now) {
    if (!this.repeats) return null;
    for (const [code, { call, since }] of this.unanswered) {
      if (now - since < this.repeats) continue;
      this.unanswered.delete(code);
      if (now - call.at > TOO_OLD_TO_REPEAT) continue;
      this.put(call);
      this.since = now;
      return { ...call, quiet: false, repeat: true };
    }
    return null;
  }

  take(code) {
    this.before = this.before.filter((one) => one.code !== code);
    if (this.current?.code === code) this.current = null;
  }
}
