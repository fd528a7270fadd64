// SPDX-License-Identifier: Apache-2.0
/**
 * What a display shows of its sound and takes from who stands before it: the one press that
 * browsers want, louder (+), softer (-), mute (m). What was set here stays on this display.
 */
const KEPT = "satuhadir.suara";
const SHAPES = { on: "open", asleep: "late", mute: "off", broken: "offline", off: "closed", loading: "waiting" };
const STEP = 0.1;

/** What one display remembers: how loud beside the mall's volume, and whether it is mute. */
export class Own {
  constructor(store) {
    this.store = store;
    let kept = {};
    try {
      kept = JSON.parse(store?.getItem(KEPT) ?? "{}") ?? {};
    } catch { /* not ours, or no store: as new */ }
    const volume = Number(kept.volume ?? 1);
    this.volume = volume >= STEP && volume <= 1 ? volume : 1;
    this.mute = kept.mute === true;
  }

  get level() {
    return this.mute ? 0 : this.volume;
  }

  /** Take a key; true when it was one of ours. */
  press(key) {
    if (["+", "="].includes(key)) this.set(this.mute ? this.volume : this.volume + STEP, false);
    else if (["-", "_"].includes(key)) this.set(this.volume - STEP, this.mute);
    else if (key === "m" || key === "M") this.set(this.volume, !this.mute);
    else return false;
    return true;
  }

  set(volume, mute) {
    this.volume = Math.round(Math.min(1, Math.max(STEP, volume)) * 10) / 10;
    this.mute = mute;
    try {
      this.store?.setItem(KEPT, JSON.stringify({ volume: this.volume, mute }));
    } catch { /* a full or forbidden store: it counts until the page goes */ }
  }
}

/** Tie a voice to the page: its state in words and shape, the button, the keys. */
export function showSound({ voice, own, words, state, button, notice }) {
  const text = () => {
    const said = words[`sound${voice.state[0].toUpperCase()}${voice.state.slice(1)}`];
    return voice.state === "on" && own.volume < 1 ? `${said} ${Math.round(own.volume * 100)} %` : said;
  };
  const draw = () => {
    const asleep = voice.state === "asleep";
    state.hidden = false;
    state.dataset.state = SHAPES[voice.state];
    if (state.textContent !== text()) state.textContent = text();
    document.body.dataset.sound = voice.state;
    if (button.hidden !== asleep) return;
    button.hidden = !asleep;
    notice.hidden = asleep;
    if (asleep) button.focus({ preventScroll: true });
  };
  const turned = () => { voice.turn(own.level); draw(); };

  voice.told = draw;
  for (const name of ["pointerdown", "keydown", "touchend"]) addEventListener(name, () => voice.wake(), { capture: true });
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || !own.press(event.key)) return;
    event.preventDefault();
    turned();
  });
  document.addEventListener("visibilitychange", () => document.hidden || voice.wake());
  voice.turn(own.level);
  draw();
}
