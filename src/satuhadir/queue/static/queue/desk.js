// SPDX-License-Identifier: Apache-2.0
/**
 * The officer's desk. Every press is a form that works without this file; here it becomes one key,
 * a page that never reloads, countdowns, and a line that says when the network is gone.
 *
 * A press whose answer never came is sent again by itself, with its Idempotency-Key: it is the same
 * press. Parts drawn by polls never replace the desk under a hand: not while a press is on its way,
 * nor while a dialog is open.
 */
import { announced } from "../shared/announced.js";
import { follow } from "../shared/live.js";
import { isDialogOpen, listen } from "./desk-keys.js";
import { drawPapers } from "./desk-papers.js";
import * as unanswered from "./desk-press.js";
import { soon } from "./soon.js";

const PAUSE = 1000; // after a press of the main key, for hands that press twice
const LINE_PAUSE = 2000; // between two looks for what others do in our lines
const desk = () => document.getElementById("meja");
const lost = document.getElementById("luring");
const said = document.getElementById("kabar");
const again = document.getElementById("coba");
const enough = document.getElementById("sudahi");
const title = document.title;

let busy = false; // a press is on its way
let pressedAt = 0; // when the main key was last pressed
let submitter = null; // the button of the press on its way
let press = null; // the press on its way
let lostSince = null;
let skew = 0; // the server's clock less ours, ms

const now = () => Date.now() + skew;
const mainAction = () => desk().querySelector("[data-main]")?.action;
const clock = (at) =>
  new Intl.DateTimeFormat("id", {
    hour: "2-digit", minute: "2-digit", timeZone: desk().dataset.timezone,
  }).format(at);

listen();

// Two presses of the main button within a second are one: what it does next is another thing.
addEventListener(
  "submit",
  (event) => {
    if (!event.target.closest("#meja, #alat") || event.target.role === "search") return;
    const main = event.target.matches("[data-main]");
    if (busy || (main && Date.now() - pressedAt < PAUSE)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    submitter = event.submitter;
    if (main) pressedAt = Date.now();
  },
  true,
);

/* what goes out and what comes back */

const isPress = (detail) => detail.requestConfig?.verb === "post";
const isSignIn = (address) => new URL(address || location.href).pathname.startsWith("/masuk/");

function hold(on) {
  busy = on;
  if (on) desk().setAttribute("aria-busy", "true");
  else desk().removeAttribute("aria-busy");
}

document.body.addEventListener("htmx:beforeRequest", (event) => {
  if (!isPress(event.detail)) return;
  hold(true);
  const form = event.detail.elt.closest("form");
  press = unanswered.pressOf(form, submitter, event.detail.requestConfig.formData.entries());
});

document.body.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (xhr.getResponseHeader("X-Bagian")) {
    found();
    if (event.detail.target?.id === "meja") keepPlace();
    return;
  }
  event.detail.shouldSwap = false;
  if (xhr.status < 500 && xhr.status !== 429) leave(xhr.responseURL, isPress(event.detail));
});

document.body.addEventListener("htmx:afterRequest", (event) => {
  const { xhr } = event.detail;
  const away = !xhr.status || xhr.status >= 500 || xhr.status === 429;
  if (isPress(event.detail)) {
    if (away) unanswered.repeat(press, { again: sayAgain, answer: settle, over: sayOver });
    else if (xhr.getResponseHeader("X-Bagian")) answered();
  } else if (away) lose();
});

document.body.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target?.id !== "meja" && event.detail.elt?.id !== "meja") return;
  drawn();
  if (isPress(event.detail)) toMain();
});

function toMain() {
  if (document.activeElement !== document.body) return;
  document.getElementById("utama")?.focus({ preventScroll: true });
}

/* Whoever asks is signed out, or may no longer: the server says so in a page. A press is kept. */
function leave(address, isOfPress) {
  if (isOfPress && press) unanswered.keep(press);
  if (isSignIn(address)) location.assign(`/masuk/?next=${encodeURIComponent(location.pathname)}`);
  else location.reload();
}

function answered() {
  hold(false);
  unanswered.drop();
  press = null;
  bar("");
  others?.postMessage("pressed");
}

/** Draw what a press that was sent again came to. */
function settle(answer, text) {
  if (!answer.headers.get("X-Bagian")) {
    leave(answer.url, true);
    return;
  }
  lostSince = null;
  answered();
  keepPlace();
  htmx.swap("#meja", text, { swapStyle: "outerHTML" }, {
    afterSettleCallback: () => {
      pressedAt = Date.now();
      drawn();
      toMain();
    },
  });
}

/* the network */

let shownBar = "";

/** Show one line over the desk: "lost", "again", "over", "kept", or "" for none. */
function bar(name, words = "") {
  shownBar = name;
  lost.hidden = name === "";
  if (name === "") return;
  const text = lost.querySelector("[data-lost]");
  const sentence = text.dataset[name].replace("{time}", clock(lostSince ?? now())).replace("{press}", words);
  if (text.textContent !== sentence) text.textContent = sentence;
  text.dataset.state = name === "kept" ? "late" : "offline";
  enough.hidden = name === "lost" || name === "over";
  again.textContent = again.dataset[name === "kept" ? "send" : "try"];
}

function sayAgain(lastPress) {
  press = lastPress;
  hold(true);
  lostSince ??= new Date(now());
  bar("again", lastPress.label);
}

function sayOver(lastPress) {
  hold(false);
  bar("over", lastPress.label);
}

function lose() {
  lostSince ??= new Date(now());
  if (shownBar === "" || shownBar === "lost") bar("lost");
}

function found() {
  lostSince = null;
  if (shownBar === "lost") bar("");
  else if (shownBar === "over") bar("kept", press?.label ?? "");
}

again.addEventListener("click", () => {
  if (!unanswered.now({ again: sayAgain, answer: settle, over: sayOver })) ask();
  else hold(true);
});

enough.addEventListener("click", () => {
  unanswered.drop();
  hold(false);
  bar("");
  ask();
});

const kept = unanswered.left();
if (kept) {
  press = kept;
  bar("kept", kept.label);
}

/* the truth, again and again */

let asking = false;

async function ask() {
  if (asking || busy || isDialogOpen()) return;
  asking = true;
  const { url, versi } = desk().dataset;
  try {
    const answer = await fetch(`${url}?bagian=meja&versi=${versi}`, {
      headers: { "HX-Request": "true" },
      signal: AbortSignal.timeout(8000),
    });
    if (!answer.headers.get("X-Bagian")) {
      if (answer.status >= 500 || answer.status === 429) lose();
      else leave(answer.url, false);
      return;
    }
    found();
    if (answer.status === 204 || busy || isDialogOpen()) return;
    const text = await answer.text();
    if (busy || isDialogOpen()) return;
    keepPlace();
    const before = mainAction();
    htmx.swap("#meja", text, { swapStyle: "outerHTML" }, {
      afterSettleCallback: () => {
        drawn();
        if (mainAction() === before) return;
        // What the main key does changed under the hand: not this second. What the last press of
        // this tab came to is no longer what stands here.
        pressedAt = Date.now();
        document.getElementById("kabar").replaceChildren(); // drawn anew by presses
      },
    });
  } catch {
    lose();
  } finally {
    asking = false;
  }
}

const askSoon = soon(() => (asking ? askSoon() : ask()));

const { events, counter } = desk().dataset;
const isOurs = (id) => Boolean(id) && desk().dataset.lines.split(" ").includes(id); // loans come and go
const onHere = (data) => data.counter === counter && askSoon();
const onLine = (data) => (isOurs(data.line) || isOurs(data.id)) && askSoon(LINE_PAUSE);
follow({
  events,
  on: {
    line: onLine,
    call: onHere,
    recall: onHere,
    begin: onHere,
    withdraw: onHere,
    announce: announced,
    change: (data) => (data.counter === counter ? onHere(data) : onLine(data)),
  },
  ask,
  calm: 10000, // what changes no number, as a note or a new name, is told by no stream
  rests: false,
});

// Other tabs of this counter in this browser look at once.
const others = "BroadcastChannel" in window ? new BroadcastChannel(`loket-${counter}`) : null;
others?.addEventListener("message", () => ask());
document.addEventListener("toggle", (event) => event.newState === "closed" && askSoon(), true);

/* what a hand had open stays so */

let place = {};

function keepPlace() {
  place = {
    scroll: document.querySelector(".queue")?.scrollTop ?? 0,
    open: [...document.querySelectorAll("#meja details[open]")].map((one) => one.id),
    focus: document.activeElement?.id,
  };
}

function putBack() {
  for (const id of place.open ?? []) document.getElementById(id)?.setAttribute("open", "");
  const queue = document.querySelector(".queue");
  if (queue) queue.scrollTop = place.scroll ?? 0;
  if (place.focus && document.activeElement === document.body) {
    document.getElementById(place.focus)?.focus({ preventScroll: true });
  }
}

/* clocks */

function left(until) {
  const seconds = Math.ceil((Date.parse(until) - now()) / 1000);
  return seconds > 0 ? `${Math.floor(seconds / 60)}.${String(seconds % 60).padStart(2, "0")}` : "";
}

function tick() {
  const absent = document.querySelector("button[data-from]");
  if (absent) {
    const text = left(absent.dataset.from);
    absent.disabled = text !== "";
    absent.querySelector("[data-left]").textContent = text;
  }
  const undo = document.querySelector(".undo[data-until]");
  if (undo) {
    const text = left(undo.dataset.until);
    const shown = undo.querySelector("[data-left]"); // none where it can't be taken back
    if (shown) shown.textContent = text;
    undo.hidden = text === "";
  }
  remind();
}

/* the end of a break */

let reminded = "";

function remind() {
  const back = document.querySelector("[data-back]")?.dataset.back;
  const over = back !== undefined && now() >= Date.parse(back);
  document.title = over ? `● ${desk().dataset.overdue} – ${title}` : title;
  if (!over || reminded === back) return;
  reminded = back;
  chime();
  ask();
}

/** Two soft tones, where the browser lets us: the officer may be away from the screen. */
function chime() {
  if (!("AudioContext" in window) || !navigator.userActivation?.hasBeenActive) return;
  const audio = new AudioContext();
  for (const [tone, from] of [[660, 0], [880, 0.25]]) {
    const source = new OscillatorNode(audio, { frequency: tone });
    const volume = new GainNode(audio, { gain: 0.08 });
    source.connect(volume).connect(audio.destination);
    source.start(audio.currentTime + from);
    source.stop(audio.currentTime + from + 0.2);
  }
  setTimeout(() => audio.close(), 1000);
}

function drawn() {
  if (desk().dataset.stage === "theirs") document.getElementById("kabar").replaceChildren(); // what we pressed is past
  skew = Date.parse(desk().dataset.now) - Date.now();
  putBack();
  drawPapers();
  tick();
}

drawn();
setInterval(tick, 1000);
said.dataset.ready = "true"; // for whoever waits until the page listens
