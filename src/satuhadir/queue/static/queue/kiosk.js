// SPDX-License-Identifier: Apache-2.0
/**
 * The kiosk. Every page is complete without scripts, except that it then does not go home by
 * itself: leaving after 45 seconds of nobody, moving on without a trace, printing, the clock.
 */
import { announced } from "../shared/announced.js";
import { follow } from "../shared/live.js";
import { speakPage } from "./guide.js";
import { layKeys } from "./keys.js";
import { lock } from "./lock.js";
import { followKeypad } from "./keypad.js";

const { home, over, timezone, idle, warn } = document.body.dataset;
const broken = document.getElementById("putus");
const A_PRESS = 4000;
let touched = Date.now();
let leaving = false;

/** Somebody is here. */
function here() {
  touched = Date.now();
}

/* ── moving on: each page takes the place of the one before, so there is no way back to it ── */
function go(url) {
  if (new URL(url, location.href).pathname === over) sessionStorage.clear();
  location.replace(url);
}

/** Leave only when the next page can be had: an error page would never come back by itself. */
async function leave(url) {
  leaving = true;
  try {
    const answer = await fetch(home, { cache: "no-store", signal: AbortSignal.timeout(5000) });
    if (answer.status >= 500) throw new Error("away");
    go(url);
  } catch {
    broken.hidden = false;
    setTimeout(() => leave(url), 5000);
  }
}

addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  if (!link || event.defaultPrevented) return;
  event.preventDefault();
  if (link.origin === location.origin && link.pathname.startsWith(home)) go(link.href);
});

/**
 * Send a form and put the answer in this page's place. While nothing answers the same press is
 * sent again: its hidden key makes it one press, so nothing is lost and nothing done twice.
 */
async function send(form, button) {
  const fields = new FormData(form, button);
  for (;;) {
    try {
      const answer = await fetch(form.action, { method: "POST", body: fields, cache: "no-store" });
      if (answer.status >= 500) throw new Error("away");
      broken.hidden = true;
      if (answer.redirected && answer.ok) go(answer.url);
      else form.submit(); // a refusal: a page of its own, without an address
      return;
    } catch {
      here();
      broken.hidden = false;
      await new Promise((done) => setTimeout(done, 3000));
    }
  }
}

addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "dialog") return;
  event.preventDefault();
  if (form.dataset.sent && Date.now() - form.dataset.sent < A_PRESS) return;
  form.dataset.sent = Date.now();
  if (form.method === "get") {
    go(`${form.action.split("?")[0]}?${new URLSearchParams(new FormData(form))}`);
    return;
  }
  const button = event.submitter;
  if (button?.name) keep(form, button);
  send(form, button);
});

/** A refusal is sent once more by the browser, which forgets the button that was pressed. */
function keep(form, button) {
  const field = Object.assign(document.createElement("input"), { type: "hidden", name: button.name, value: button.value });
  field.dataset.press = "";
  form.querySelector("[data-press]")?.remove();
  form.append(field);
  button.name = "";
}

// back and forward bring nothing of the person before, not even for a moment
addEventListener("pagehide", () => (document.body.hidden = true));
addEventListener("pageshow", (event) => {
  const came = performance.getEntriesByType("navigation")[0]?.type;
  if (event.persisted || came === "back_forward") go(home);
  else document.body.hidden = false;
});

/* ── nobody here ── */
const dialog = document.getElementById("masih");
const left = document.getElementById("sisa");

function watch() {
  if (leaving) return;
  const rest = Math.ceil(Number(idle) - (Date.now() - touched) / 1000);
  if (rest <= 0) {
    leave(over);
    return;
  }
  if (rest <= Number(warn) && !dialog.open) {
    dialog.showModal();
    document.dispatchEvent(new CustomEvent("kiosk:asks"));
  }
  left.textContent = Math.max(rest, 0);
  setTimeout(watch, 250);
}

for (const name of ["pointerdown", "keydown", "input"]) {
  addEventListener(name, () => dialog?.open || here(), { passive: true, capture: true });
}
document.addEventListener("kiosk:said", here);
if (idle) {
  dialog.addEventListener("close", here);
  watch();
} else if (home) {
  // the first page, untouched: shows fresh waits now and then, and a new version of itself
  const refresh = () => {
    const quiet = Date.now() - touched;
    if (quiet < (sessionStorage.getItem("guide") ? 45000 : 28000)) setTimeout(refresh, 3000);
    else {
      sessionStorage.clear();
      leave(home);
    }
  };
  setTimeout(refresh, 28000);
}

/* ── the clock on the cloth ── */
const clock = document.getElementById("jam");
const format = new Intl.DateTimeFormat("id-ID", { hour: "2-digit", minute: "2-digit", timeZone: timezone });
setInterval(() => (clock.textContent = format.format(new Date()).replace(":", ".")), 5000);

/* ── printing ── */
const print = document.getElementById("cetak");
if (print) {
  print.hidden = false;
  const run = () => {
    window.print();
    print.firstElementChild.textContent = print.dataset.again;
    here();
  };
  print.addEventListener("click", run);
  const once = `cetak ${location.pathname}`;
  if ("now" in print.dataset && !sessionStorage.getItem(once)) {
    sessionStorage.setItem(once, "1");
    addEventListener("load", run);
  }
}

for (const box of document.querySelectorAll(".keys")) layKeys(box);
lock(go);
followKeypad(speakPage(here));

/* ── what the manager says on every screen ── */
const { events } = document.body.dataset;
if (events) follow({ events, on: { announce: announced }, ask: async () => {}, every: 60000, calm: 60000, rests: false });
