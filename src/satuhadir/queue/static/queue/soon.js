// SPDX-License-Identifier: Apache-2.0
/**
 * Ask soon, once for many words: a mall tells each of its desks several things a second.
 *
 * Returns a function to call with the least pause since the last look, in ms. Whatever is told, the
 * look comes: what is due is never put off, only brought forward.
 */
const LEAST = 250;

export function soon(ask, { clock = Date.now, chance = Math.random, after = setTimeout } = {}) {
  let dueAt = 0; // 0: nothing is due
  let askedAt = -Infinity;

  function look(due) {
    if (dueAt !== due) return; // brought forward meanwhile
    dueAt = 0;
    askedAt = clock();
    ask();
  }

  return (pause = 0) => {
    const spread = LEAST + chance() * LEAST; // not all desks of a line at once
    const due = Math.max(clock() + spread, askedAt + pause + spread);
    if (dueAt && dueAt <= due) return;
    dueAt = due;
    after(() => look(due), due - clock());
  };
}
