// SPDX-License-Identifier: Apache-2.0
/**
 * The clips that say a call, from what the server knows of a voice. Pure: no sound, no page.
 *
 * A voice: { before, towards, look, attention, letters, numbers, thousand, counters }, where every
 * part is clip names with spaces between; `jeda` is a short silence. `can(clip)` tells whether a
 * clip can be played.
 */
export const PAUSE = "jeda";

const CODE = /^([A-Z]{1,2})-?(\d{1,6})$/;
const parts = (text) => (text ? text.split(" ") : []);

/** The clips of a number from 0 to 999,999. */
export function number(voice, value) {
  const [thousands, rest] = [Math.floor(value / 1000), value % 1000];
  const tail = rest || !thousands ? parts(voice.numbers[rest]) : [];
  if (!thousands) return tail;
  if (thousands === 1) return [...parts(voice.thousand[0]), ...tail];
  return [...parts(voice.numbers[thousands]), ...parts(voice.thousand[1]), ...tail];
}

/** The clips of a printed code, none when it is no letters and number. */
export function code(voice, text) {
  const found = CODE.exec(text);
  if (!found) return [];
  return [...[...found[1]].map((one) => voice.letters[one]), ...number(voice, Number(found[2]))];
}

/**
 * The whole sentence: number and counter; the number and "look at the screen" when the counter can't
 * be said; that alone when the number can't; nothing when not even that is there.
 */
export function sentence(voice, call, can = () => true) {
  const whole = (clips) => clips.length > 0 && clips.every((one) => one === PAUSE || can(one));
  const said = code(voice, call.code);
  const number_ = [...parts(voice.before), ...said];
  const counter = parts(voice.counters[call.counter_name ?? ""]);
  const towards = [...parts(voice.towards), ...counter];
  const look = whole(parts(voice.look)) ? parts(voice.look) : [];
  if (!said.length || !whole(number_)) return look;
  if (counter.length && whole(towards)) return [...number_, PAUSE, ...towards];
  return look.length ? [...number_, PAUSE, ...look] : number_;
}
