// SPDX-License-Identifier: Apache-2.0
/** Announcements: which are said now, the urgent first, each in turn. Instants are milliseconds. */
const TURN = 12000;

export class Announcements {
  constructor(known = []) {
    this.all = new Map();
    this.heard = new Set(); // said aloud, or here before the page came
    for (const one of known) this.take(one);
    this.known = true; // what comes from now on is news
  }

  /** Take one as the stream tells it; a text of null takes it back. */
  take({ id, text, level = "info", from, until, line }) {
    if (text === null || text === undefined) return void this.all.delete(id);
    this.all.set(id, { id, text, level, from: Date.parse(from), until: Date.parse(until), line });
    if (!this.known) this.heard.add(id);
  }

  /** The whole list anew: what is not in it was taken back, lines' own closings aside. */
  read(list) {
    const standing = new Set(list.map((one) => one.id));
    for (const [id, one] of this.all) if (!one.line && !standing.has(id)) this.all.delete(id);
    for (const one of list) this.take(one);
  }

  /** The one to show at an instant, or null; `news`: it was never shown and deserves the gong. */
  at(now) {
    for (const [id, one] of this.all) if (one.until <= now) this.all.delete(id);
    const current = [...this.all.values()].filter((one) => one.from <= now);
    current.sort((a, b) => (b.level === "urgent") - (a.level === "urgent") || b.from - a.from);
    const fresh = current.find((one) => !this.heard.has(one.id));
    if (fresh) {
      this.heard.add(fresh.id);
      this.first = { id: fresh.id, since: now };
      return { ...fresh, news: !fresh.line };
    }
    const first = this.first && now - this.first.since < TURN && current.find((one) => one.id === this.first.id);
    const one = first || current[Math.floor(now / TURN) % current.length];
    return one ? { ...one, news: false } : null;
  }
}
