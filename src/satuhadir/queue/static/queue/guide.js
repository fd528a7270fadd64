// SPDX-License-Identifier: Apache-2.0
/**
 * Reads pages aloud: with a voice of this machine where there is one for the language, else with
 * sound the server makes. Only what the server wrote into the page as `data-say` is said, and
 * nothing before somebody asks: by the button, or by a key of the keypad.
 */
const SPEEDS = [0.8, 1, 1.25, 1.5, 1.8];
const LOUDNESS = [0.25, 0.5, 0.75, 1];
const language = document.documentElement.lang.slice(0, 2);

/** Return a voice of the machine itself: one that needs a network would go silent with it. */
function localVoice() {
  if (!("speechSynthesis" in window)) return undefined;
  return speechSynthesis.getVoices().find((one) => one.localService && one.lang.slice(0, 2).toLowerCase() === language);
}

class Guide {
  constructor(onSound) {
    const words = document.getElementById("ucapan");
    this.words = words ? JSON.parse(words.textContent) : {};
    this.sounds = document.body.dataset.sound;
    this.onSound = onSound;
    this.mode = sessionStorage.getItem("guide") ?? ""; // "", "keys" or "all"
    this.speed = Number(sessionStorage.getItem("speed") ?? 1);
    this.loudness = Number(sessionStorage.getItem("loudness") ?? 2);
    this.turn = 0;
    this.audio = null;
  }

  /** Tell whether anything can be heard here. */
  get can() {
    return Boolean(this.sounds || localVoice());
  }

  set(mode) {
    this.mode = mode;
    if (mode) sessionStorage.setItem("guide", mode);
    else sessionStorage.removeItem("guide");
    document.dispatchEvent(new CustomEvent("kiosk:guide"));
  }

  /** Say some parts one after the other in place of what is being said; each is an element, or
   *  the name of a word the page brought. */
  async say(...parts) {
    const turn = ++this.turn;
    this.hush();
    for (const part of parts.flat()) {
      const [text, key, element] = this.read(part);
      if (!text) continue;
      document.dispatchEvent(new CustomEvent("kiosk:said", { detail: text }));
      element?.classList.add("spoken");
      await this.sound(text, key);
      element?.classList.remove("spoken");
      if (turn !== this.turn) return false;
      this.onSound();
    }
    return true;
  }

  /** Return text and key of a part, and the element to mark while it is read. */
  read(part) {
    if (typeof part === "string") return this.words[part] ?? [];
    const element = part?.closest?.("[data-say]");
    return element ? [element.dataset.say, element.dataset.sayKey, element] : [];
  }

  sound(text, key) {
    const voice = localVoice();
    if (voice) return this.speak(text, voice);
    return this.sounds && key ? this.play(text, key) : Promise.resolve();
  }

  speak(text, voice) {
    return new Promise((done) => {
      const said = new SpeechSynthesisUtterance(text);
      Object.assign(said, { voice, lang: language, rate: SPEEDS[this.speed] * 0.95, volume: LOUDNESS[this.loudness] });
      said.onend = said.onerror = done;
      speechSynthesis.speak(said);
    });
  }

  play(text, key) {
    return new Promise((done) => {
      const asked = new URLSearchParams({ l: language, k: key, t: text });
      this.audio = new Audio(`${this.sounds}?${asked}`);
      this.audio.playbackRate = SPEEDS[this.speed];
      this.audio.volume = LOUDNESS[this.loudness];
      this.audio.onended = this.audio.onerror = this.audio.onpause = done;
      this.audio.play().catch(done);
    });
  }

  hush() {
    if ("speechSynthesis" in window) speechSynthesis.cancel();
    this.audio?.pause();
    for (const one of document.querySelectorAll(".spoken")) one.classList.remove("spoken");
  }

  stop() {
    this.turn += 1;
    this.hush();
  }

  faster(step) {
    this.speed = Math.min(Math.max(this.speed + step, 0), SPEEDS.length - 1);
    sessionStorage.setItem("speed", this.speed);
    this.say(step > 0 ? "faster" : "slower");
  }

  louder(step) {
    this.loudness = Math.min(Math.max(this.loudness + step, 0), LOUDNESS.length - 1);
    sessionStorage.setItem("loudness", this.loudness);
    this.say(step > 0 ? "louder" : "softer");
  }

  /** What was chosen on the page before, and what this one is for. */
  begin() {
    const chosen = JSON.parse(sessionStorage.getItem("chosen") ?? "null");
    sessionStorage.removeItem("chosen");
    if (chosen) this.words.chosenThing = chosen;
    return chosen ? ["chosen", "chosenThing", this.purpose] : [this.purpose];
  }

  get purpose() {
    return document.querySelector(".cloth[data-say]");
  }
}

/** Set the reading of this page up; return its guide, for the keys. */
export function speakPage(onSound) {
  const guide = new Guide(onSound);
  const button = document.getElementById("bacakan");
  const label = button?.textContent;
  const parts = () => [...document.querySelectorAll("main [data-say], .aids [data-say]")].filter(
    (one) => one !== guide.purpose && one.getClientRects().length,
  );
  const all = () => guide.say(guide.begin(), parts());

  function draw() {
    if (!button) return;
    button.hidden = !guide.can;
    button.textContent = guide.mode ? button.dataset.stop : label;
    button.setAttribute("aria-pressed", String(Boolean(guide.mode)));
  }
  button?.addEventListener("click", () => {
    const was = guide.mode;
    guide.set(was ? "" : "all");
    if (was) guide.say("off");
    else all();
  });
  addEventListener("click", (event) => {
    const thing = event.target.closest?.("a, button");
    if (!guide.mode || !thing?.dataset.say || thing === button || thing.closest(".keys")) return;
    sessionStorage.setItem("chosen", JSON.stringify([thing.dataset.say, thing.dataset.sayKey]));
  }, { capture: true });
  document.addEventListener("kiosk:guide", draw);
  document.addEventListener("kiosk:asks", () => guide.mode && guide.say("asks"));
  addEventListener("pagehide", () => guide.stop());
  if ("speechSynthesis" in window) speechSynthesis.addEventListener?.("voiceschanged", draw);
  draw();
  if (guide.mode === "all") all();
  else if (guide.mode === "keys") guide.say(guide.begin(), document.activeElement);
  return guide;
}
