// SPDX-License-Identifier: Apache-2.0
/**
 * The kiosk's small helpers; every page is complete without them, except that it then does not go
 * home by itself: leaving after 45 seconds of nobody, reading aloud, printing, keys on the glass.
 */
import { layKeys } from "./keys.js";

const { home, over, timezone, idle, warn } = document.body.dataset;
const broken = document.getElementById("putus");
let touched = Date.now();

for (const box of document.querySelectorAll(".keys")) layKeys(box);

/* ── nobody here ── */
const dialog = document.getElementById("masih");
const left = document.getElementById("sisa");

/** Leave only when the next page can be had: an error page would never come back by itself. */
async function leave(url) {
  try {
    const answer = await fetch(home, { cache: "no-store", signal: AbortSignal.timeout(5000) });
    if (answer.status >= 500) throw new Error("away");
    location.replace(url);
  } catch {
    broken.hidden = false;
    setTimeout(() => leave(url), 5000);
  }
}

function watch() {
  const rest = Math.ceil(Number(idle) - (Date.now() - touched) / 1000);
  if (rest <= 0) {
    leave(over);
    return;
  }
  if (rest <= Number(warn) && !dialog.open) dialog.showModal();
  left.textContent = Math.max(rest, 0);
  setTimeout(watch, 250);
}

function here() {
  touched = Date.now();
}

if (idle) {
  for (const name of ["pointerdown", "keydown", "input"]) {
    addEventListener(name, () => dialog.open || here(), { passive: true, capture: true });
  }
  dialog.addEventListener("close", here);
  watch();
} else {
  // the first page, untouched: shows fresh waits now and then
  for (const name of ["pointerdown", "keydown"]) addEventListener(name, here, { passive: true });
  const refresh = () => (Date.now() - touched > 28000 ? leave(home) : setTimeout(refresh, 3000));
  setTimeout(refresh, 30000);
}
addEventListener("pageshow", (event) => event.persisted && here());

/* ── one press, one number: also for impatient fingers ── */
for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent && Date.now() - form.dataset.sent < 4000) event.preventDefault();
    else form.dataset.sent = Date.now();
  });
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
if (location.pathname === home) sessionStorage.clear();

/* ── reading aloud, where the machine has a voice for it ── */
const speak = document.getElementById("bacakan");
const language = document.documentElement.lang.slice(0, 2);
const label = speak.textContent;

function voice() {
  return speechSynthesis.getVoices().find((one) => one.lang.slice(0, 2).toLowerCase() === language);
}

function show() {
  speak.hidden = !voice();
}

function texts() {
  const parts = document.querySelectorAll(
    "main h1, main h2, main .lead, main .goes, main .line div, main .facts > div, main .heroes > div, main legend, main .first-please, main .alert p, main .ways .button",
  );
  return [...parts].map((one) => one.innerText.replace(/\s+/g, " ").trim()).filter(Boolean);
}

if ("speechSynthesis" in window) {
  show();
  speechSynthesis.addEventListener?.("voiceschanged", show);
  speak.addEventListener("click", () => {
    here();
    if (speechSynthesis.speaking) {
      speechSynthesis.cancel();
      return;
    }
    speak.textContent = speak.dataset.stop;
    const all = texts();
    all.forEach((text, place) => {
      const said = new SpeechSynthesisUtterance(text);
      Object.assign(said, { voice: voice(), lang: language, rate: 0.95 });
      said.onstart = here;
      if (place === all.length - 1) said.onend = () => (speak.textContent = label);
      said.onerror = () => (speak.textContent = label);
      speechSynthesis.speak(said);
    });
  });
  addEventListener("pagehide", () => speechSynthesis.cancel());
}
