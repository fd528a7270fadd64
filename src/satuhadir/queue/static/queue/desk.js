// SPDX-License-Identifier: Apache-2.0
/**
 * The officer's desk. Every press is a form that works without this file; here it becomes one key,
 * a page that never reloads, countdowns, and a line that says when the network is gone.
 *
 * A press whose answer never came leaves its form, and so its Idempotency-Key, where it is: pressed
 * again, it is the same press. Parts drawn by polls never replace the desk under a hand: not while
 * a press is on its way, nor while a dialog is open.
 */
import { follow } from "../shared/live.js";

const PAUSE = 1000; // after a press of the main key, for hands that press twice
const desk = () => document.getElementById("meja");
const lost = document.getElementById("luring");
const said = document.getElementById("kabar");

let busy = false; // a press is on its way
let pressedAt = 0; // when the main key was last pressed
let unanswered = null; // the form whose answer never came
let lostSince = null;
let skew = 0; // the server's clock less ours, ms

const now = () => Date.now() + skew;
const mainAction = () => desk().querySelector("[data-main]")?.action;
const isDialogOpen = () => document.querySelector("[popover]:popover-open") !== null;
const clock = (at) =>
  new Intl.DateTimeFormat("id", {
    hour: "2-digit", minute: "2-digit", timeZone: desk().dataset.timezone,
  }).format(at);

/* one key */

addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const wanted = { F9: "#utama", F8: "#ulang" }[event.key];
  if (!wanted) return;
  event.preventDefault();
  if (event.repeat || isDialogOpen()) return;
  desk().querySelector(wanted)?.click();
});

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
    if (main) pressedAt = Date.now();
  },
  true,
);

/* what goes out and what comes back */

const isPress = (detail) => detail.requestConfig?.verb === "post";

document.body.addEventListener("htmx:beforeRequest", (event) => {
  if (!isPress(event.detail)) return;
  busy = true;
  unanswered = event.detail.elt.closest("form");
  desk().setAttribute("aria-busy", "true");
});

document.body.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (xhr.getResponseHeader("X-Bagian")) {
    found();
    if (event.detail.target?.id === "meja") keepPlace();
    return;
  }
  event.detail.shouldSwap = false;
  if (new URL(xhr.responseURL || location.href).pathname.startsWith("/masuk/")) {
    location.assign(`/masuk/?next=${encodeURIComponent(location.pathname)}`);
  } else if (xhr.status >= 500 || xhr.status === 429) {
    lose();
  } else {
    location.reload(); // the form is too old, or we may no longer: the server says so in a page
  }
});

document.body.addEventListener("htmx:afterRequest", (event) => {
  const { xhr } = event.detail;
  if (isPress(event.detail)) {
    busy = false;
    desk().removeAttribute("aria-busy");
    if (xhr.status && xhr.status < 500) unanswered = null;
  }
  if (!xhr.status) lose();
});

document.body.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target?.id !== "meja" && event.detail.elt?.id !== "meja") return;
  drawn();
  if (document.activeElement === document.body && isPress(event.detail)) {
    document.getElementById("utama")?.focus({ preventScroll: true });
  }
});

/* the network */

function lose() {
  lostSince ??= new Date(now());
  const text = lost.querySelector("[data-text]");
  const sentence = text.dataset.text.replace("{time}", clock(lostSince));
  if (text.textContent !== sentence) text.textContent = sentence;
  lost.hidden = false;
}

function found() {
  lostSince = null;
  lost.hidden = true;
}

document.getElementById("coba").addEventListener("click", () => {
  if (unanswered?.isConnected) unanswered.requestSubmit(unanswered.querySelector("#utama"));
  else ask();
});

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
      if (answer.status >= 500) lose();
      else location.reload();
      return;
    }
    found();
    if (answer.status === 204 || busy || isDialogOpen()) return;
    keepPlace();
    const before = mainAction();
    htmx.swap("#meja", await answer.text(), { swapStyle: "outerHTML" }, {
      afterSettleCallback: () => {
        drawn();
        // What the main key does changed under the hand: not this second.
        if (mainAction() !== before) pressedAt = Date.now();
      },
    });
  } catch {
    lose();
  } finally {
    asking = false;
  }
}

let soon = 0;
function askSoon() {
  clearTimeout(soon);
  soon = setTimeout(ask, 250 + Math.random() * 250); // not all desks of a line at once
}

const { events, counter, lines } = desk().dataset;
const ours = new Set(lines.split(" "));
const onCall = (data) => data.counter === counter && askSoon();
follow({
  events,
  on: {
    line: (data) => (ours.has(data.line) || ours.has(data.id)) && askSoon(),
    call: onCall,
    recall: onCall,
    withdraw: onCall,
  },
  ask,
  calm: 10000, // who arrives changes no line: nothing on the stream says so
  rests: false,
});

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
    undo.querySelector("[data-left]").textContent = text;
    undo.hidden = text === "";
  }
}

function drawn() {
  skew = Date.parse(desk().dataset.now) - Date.now();
  putBack();
  tick();
}

drawn();
setInterval(tick, 1000);
said.dataset.ready = "true"; // for whoever waits until the page listens
