// SPDX-License-Identifier: Apache-2.0
/**
 * My ticket, live: asks for its state, draws the article again when something changed, calls when
 * it is called, and without a network keeps the last state and says how old it is.
 */
import { announced } from "./announced.js";
import { chime } from "./chime.js";
import { follow } from "./live.js";

const box = document.getElementById("nomor-saya");
const news = document.getElementById("kabar");
const ACTIVE = ["waiting", "held", "called", "serving", "parked", "no_show"];

let known = null; // what the last answer said
let failures = 0;
let busy = false;
let sound = null;

const article = () => box.querySelector("article");
const state = () => article().dataset.stateOf;

function fingerprint(ticket) {
  return JSON.stringify({ ...ticket, at: null });
}

async function ask(second = false) {
  if (busy) return;
  busy = true;
  try {
    const answer = await fetch(box.dataset.json, { cache: "no-store", signal: AbortSignal.timeout(8000) });
    if (answer.status === 404 || answer.status === 410) return void (await forget());
    if (answer.status === 429) return;
    if (!answer.ok) throw new Error("unanswered");
    const ticket = await answer.json();
    const now = fingerprint(ticket);
    if (failures || (known === null ? ticket.state !== state() : now !== known)) await redraw(ticket);
    known = now;
    failures = 0;
    await keep();
  } catch {
    failures += 1;
    known = null;
  } finally {
    busy = false;
    showAge();
  }
  if (failures === 1 && !second) setTimeout(() => ask(true), 1500);
}

async function redraw(ticket) {
  const page = `${box.dataset.page}?bagian=1`;
  const answer = await fetch(page, { cache: "no-store", signal: AbortSignal.timeout(8000) });
  if (!answer.ok) throw new Error("unanswered");
  const before = { state: state(), say: article().dataset.say, called: calledAt };
  if (box.querySelector("[popover]:popover-open") && ticket.state === before.state) return;
  const typed = box.querySelector("#kode")?.value;
  const focused = box.contains(document.activeElement) ? document.activeElement.id : "";
  box.innerHTML = await answer.text();
  const field = box.querySelector("#kode");
  if (field && typed) field.value = typed;
  showBell();
  if (focused) document.getElementById(focused)?.focus();
  tell(before, ticket);
}

let calledAt = null;

function tell(before, ticket) {
  const { title, say } = article().dataset;
  const called = ticket.state === "called";
  document.title = called ? `▶ ${title}` : title;
  if (say && say !== before.say) news.textContent = say;
  const again = called && (before.state !== "called" || ticket.called_at !== before.called);
  calledAt = ticket.called_at ?? null;
  if (!again) return;
  scrollTo({ top: 0 });
  if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.([400, 150, 400, 150, 800]);
  ring();
}

function showAge() {
  const stale = failures > 1 || !navigator.onLine;
  const notice = document.getElementById("luring");
  notice.hidden = !stale || !ACTIVE.includes(state());
  article().classList.toggle("is-offline", stale);
  if (notice.hidden) return;
  const seen = Number(box.dataset.seen);
  const minutes = Math.floor((Date.now() - seen) / 60000);
  const time = new Intl.DateTimeFormat("id-ID", {
    hour: "2-digit", minute: "2-digit", timeZone: box.dataset.timezone,
  }).format(seen);
  const words = minutes < 1 ? box.dataset.ageNow : box.dataset.age;
  document.getElementById("umur").textContent = words.replace("{time}", time).replace("{n}", minutes);
}

/** Two soft strokes, as of a gong; only after the person asked for it. */
function ring() {
  if (sound) chime(sound, [[0, 660], [0.35, 528], [1.2, 660], [1.55, 528]], { loud: 0.5, long: 0.9 });
}

async function switchBell() {
  if (sound) {
    sound.close();
    sound = null;
  } else {
    sound = new AudioContext();
    await sound.resume();
    navigator.wakeLock?.request("screen").catch(() => {});
  }
  showBell();
}

function showBell() {
  const bell = document.getElementById("lonceng");
  if (!bell) return;
  bell.setAttribute("aria-pressed", String(Boolean(sound)));
  bell.textContent = sound ? bell.dataset.on : bell.dataset.off;
}

/* The page as last seen is kept in this phone, for opening it without a network. */
async function keep() {
  box.dataset.seen = Date.now();
  if (!("caches" in window)) return;
  const pages = await caches.open("satuhadir-tickets");
  const text = `<!doctype html>${document.documentElement.outerHTML}`;
  const headers = {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": "default-src 'self'",
    "x-kept-at": String(Date.now()),
  };
  await pages.put(box.dataset.page, new Response(text, { headers })).catch(() => {});
}

async function forget() {
  if ("caches" in window) {
    await (await caches.open("satuhadir-tickets")).delete(box.dataset.page);
  }
  location.reload();
}

async function install() {
  const { worker, scope, offline } = box.dataset;
  await navigator.serviceWorker.register(worker, { scope });
  const ready = await navigator.serviceWorker.ready;
  const parts = [...document.querySelectorAll("link[rel=stylesheet], link[rel=icon]")].map((one) => one.href);
  parts.push(...[...document.querySelectorAll("script[src]")].map((one) => one.src));
  parts.push(...["live.js", "announced.js", "chime.js"].map((one) => new URL(one, import.meta.url).href));
  ready.active.postMessage({ parts, offline });
}

box.dataset.seen ||= Date.now();
addEventListener("offline", showAge);
setInterval(showAge, 15000);
box.addEventListener("click", (event) => event.target.closest("#lonceng") && switchBell());
if (state() === "called") document.title = `▶ ${article().dataset.title}`;
if ("serviceWorker" in navigator && isSecureContext) install().catch(() => {});
if (ACTIVE.includes(state())) {
  const said = (event) => (event.line ? ask() : announced(event)); // a closing line says so on the ticket
  const mine = (event) => article().dataset.code === event.code && ask();
  follow({
    events: box.dataset.events,
    on: { call: mine, recall: mine, withdraw: mine, announce: said },
    ask, every: 5000, calm: 5000, rests: false,
  });
}
