// SPDX-License-Identifier: Apache-2.0
/**
 * The voice of the hall: clips loaded and decoded once, then played back to back on the sound
 * card's own clock, one sentence after the other.
 *
 * `state`: off (the mall does not speak) · loading · broken (nothing could be loaded) · asleep (the
 * browser wants one press first) · mute (this display was turned down) · on.
 */
import { PAUSE, sentence } from "./sentence.js";

const PAUSE_SECONDS = 0.14;
const BETWEEN_SECONDS = 0.35; // between two languages
const LEAD_SECONDS = 0.06;
const DROP_GONG_AT = 2; // so many wait behind: shorter sentences
const ONE_LANGUAGE_AT = 4;

export class Voice {
  constructor({ address, told = () => {} }) {
    Object.assign(this, { address, told, book: null, etag: "", own: 1, state: "loading", pressed: false });
    this.sounds = new Map(); // "language clip" → AudioBuffer
    this.loaded = new Map(); // address → promise of an AudioBuffer or null
    this.playing = []; // { code, source, end }
    this.free = 0; // when the card is free again, in its seconds
    this.overdue = 0; // the same on our clock: a card that stands still must not stop the calls
    const Context = window.AudioContext ?? window.webkitAudioContext;
    if (!Context) return;
    this.context = new Context({ latencyHint: "playback" });
    this.gain = this.context.createGain();
    this.gain.connect(this.context.destination);
    const rate = this.context.sampleRate;
    this.silence = this.context.createBuffer(1, Math.round(PAUSE_SECONDS * rate), rate);
    this.context.addEventListener("statechange", () => this.tell());
  }

  /** Read the mall's rules and load what is new; called again every minute. */
  async refresh() {
    try {
      const answer = await fetch(this.address, { cache: "no-cache", signal: AbortSignal.timeout(8000) });
      if (!answer.ok) throw new Error("unanswered");
      const etag = answer.headers.get("ETag") ?? "";
      if (this.book && etag && etag === this.etag) return;
      const book = await answer.json();
      await this.load(book);
      [this.book, this.etag] = [book, etag];
      this.loud();
    } catch {
      // what was loaded still speaks; the next minute tries again
      this.failed = !this.book;
    } finally {
      this.tell();
    }
  }

  async load(book) {
    const sounds = new Map();
    const wanted = [["all gong", book.gong]];
    for (const voice of book.voices) {
      for (const [name, urls] of Object.entries(voice.clips)) wanted.push([`${voice.language} ${name}`, urls]);
    }
    if (!this.context) return;
    await Promise.all(wanted.map(async ([name, urls]) => {
      for (const url of urls) {
        const sound = await this.sound(url);
        if (sound) return void sounds.set(name, sound);
      }
    }));
    this.sounds = sounds;
  }

  /** One clip, fetched and decoded once; null when it can't be had, and tried again later. */
  sound(url) {
    const known = this.loaded.get(url);
    if (known) return known;
    const coming = (async () => {
      try {
        const answer = await fetch(url, { signal: AbortSignal.timeout(20000) });
        if (!answer.ok) return null;
        return await this.context.decodeAudioData(await answer.arrayBuffer());
      } catch {
        return null;
      }
    })();
    this.loaded.set(url, coming);
    coming.then((sound) => sound || this.loaded.delete(url));
    return coming;
  }

  /** Somebody pressed something: browsers let sound begin from here. */
  async wake() {
    if (!this.context || this.context.state === "running") return;
    try {
      await this.context.resume();
      this.pressed = true;
    } catch { /* it stays asleep, and says so */ }
    this.tell();
  }

  /** How loud this display is beside the mall's volume, 0 to 1. */
  turn(own) {
    this.own = own;
    this.loud();
    this.tell();
  }

  loud() {
    const level = ((this.book?.volume ?? 80) / 100) * this.own;
    if (this.gain) this.gain.gain.value = level * level; // ears count in ratios
  }

  tell() {
    const was = this.state;
    if (this.book && !this.book.speaks) this.state = "off";
    else if (!this.context || this.failed || (this.book && !this.sounds.size)) this.state = "broken";
    else if (!this.book) this.state = "loading";
    else if (this.context.state !== "running") this.state = "asleep";
    else this.state = this.own > 0 && this.book.volume > 0 ? "on" : "mute";
    if (was !== this.state) this.told(this.state);
  }

  get speaking() {
    const on = this.context?.state === "running" && this.context.currentTime < this.free;
    return on && performance.now() < this.overdue;
  }

  knows(counter) {
    return !this.book || !this.book.voices.length || counter in this.book.voices[0].counters;
  }

  /** Say a call after whatever is being said. `waiting`: how many calls wait behind it. */
  say(call, { waiting = 0 } = {}) {
    if (this.state !== "on") return;
    const voices = waiting >= ONE_LANGUAGE_AT ? this.book.voices.slice(0, 1) : this.book.voices;
    const said = voices.map((voice) => this.named(voice, sentence(voice, call, this.can(voice)))).filter((one) => one.length);
    const gong = waiting < DROP_GONG_AT || !said.length;
    this.play(call.code, said, gong);
  }

  /** The gong and "attention" before an announcement. */
  attention() {
    if (this.state !== "on") return;
    const said = this.book.voices.map((voice) => {
      const clips = (voice.attention ?? "").split(" ");
      return clips.every((one) => one === PAUSE || this.can(voice)(one)) ? this.named(voice, clips) : [];
    });
    this.play("", said.filter((one) => one.length), true);
  }

  can(voice) {
    return (clip) => this.sounds.has(`${voice.language} ${clip}`);
  }

  named(voice, clips) {
    return clips.map((clip) => (clip === PAUSE ? clip : `${voice.language} ${clip}`));
  }

  /** Put sentences on the card's clock, each piece exactly where the one before it ends. */
  play(code, sentences, gong) {
    const { context } = this;
    if (performance.now() > this.overdue) this.stop(); // the card stood still: nothing piles up
    let at = Math.max(context.currentTime + LEAD_SECONDS, this.free);
    const put = (name) => {
      const buffer = name === PAUSE ? this.silence : this.sounds.get(name);
      const source = context.createBufferSource();
      source.buffer = buffer;
      source.connect(this.gain);
      source.start(at);
      at += buffer.duration;
      this.playing.push({ code, source, end: at });
    };
    if (gong && this.sounds.has("all gong")) put("all gong");
    for (const [place, pieces] of sentences.entries()) {
      if (place) at += BETWEEN_SECONDS;
      for (const piece of pieces) put(piece);
    }
    this.free = at;
    this.overdue = performance.now() + (at - context.currentTime) * 1000 + 2000;
    this.playing = this.playing.filter((one) => one.end > context.currentTime);
  }

  /** Stop saying a number that was withdrawn in the middle of its sentence. */
  hush(code) {
    this.stop((one) => one.code === code);
  }

  stop(which = () => true) {
    const now = this.context?.currentTime ?? 0;
    const left = this.playing.filter((one) => one.end > now);
    const gone = left.filter(which);
    for (const { source } of gone) source.stop();
    if (!gone.length) return;
    this.playing = left.filter((one) => !gone.includes(one));
    this.free = Math.max(now, ...this.playing.map((one) => one.end));
  }
}
