// SPDX-License-Identifier: Apache-2.0
/**
 * The manager's floor, live. The page is complete without this: here it follows the mall's stream,
 * draws what changed into what stands (the focus, open details and the scroll stay), opens a line or
 * a counter as a dialog, works from the keyboard, and says when it is cut off and how old it is.
 */
import { chime } from "../shared/chime.js";
import { follow } from "../shared/live.js";
import { morph } from "./morph.js";

const main = document.getElementById("isi");
const words = main.dataset;
const byId = (id) => document.getElementById(id);
const floor = () => byId("lantai");
const dialog = byId("tindakan");
const PAUSE = 1900; // between two looks
const HEADERS = { "HX-Request": "true" };

let seenAt = Date.now();
let failures = 0;
let busy = false; // a press is on its way
let asking = false;

/* what changes is drawn into what stands */

function draw(text) {
  const parts = new DOMParser().parseFromString(text, "text/html");
  for (const id of ["lantai", "kabar"]) {
    const fresh = parts.getElementById(id);
    if (fresh) morph(byId(id), fresh);
  }
  drawn();
}

function drawn() {
  const { title, clock } = floor().dataset;
  document.title = title;
  byId("jam").textContent = clock;
  sieve();
  shout();
}

const isPart = (answer) => answer.headers.get("X-Bagian");

/** What is no part of the page is a sign-in, or a form too old: the server says so in a page. */
function leave(answer) {
  if (answer.redirected && new URL(answer.url).pathname.startsWith("/masuk/")) {
    location.assign(`/masuk/?next=${encodeURIComponent(location.pathname)}`);
  } else {
    location.reload();
  }
}

async function ask() {
  if (asking || busy) return;
  asking = true;
  try {
    const query = `?bagian=lantai&versi=${floor().dataset.versi}`;
    const answer = await fetch(words.url + query, { headers: HEADERS, signal: AbortSignal.timeout(8000) });
    if (answer.status >= 500 || answer.status === 429) throw new Error("unanswered");
    if (!isPart(answer)) return void leave(answer);
    found();
    if (answer.status !== 204 && !busy) draw(await answer.text());
  } catch {
    failures += 1;
    showAge();
  } finally {
    asking = false;
  }
}

let soon = 0;
let askedAt = 0;

/** At most one look every two seconds, whatever the stream tells. */
function askSoon() {
  if (soon) return;
  const rest = Math.max(150, askedAt + PAUSE - Date.now());
  soon = setTimeout(() => {
    soon = 0;
    askedAt = Date.now();
    ask();
  }, rest);
}

/* the network */

function found() {
  seenAt = Date.now();
  failures = 0;
  showAge();
}

function showAge() {
  const gone = failures > 0 || !navigator.onLine;
  const box = byId("luring");
  if (gone) {
    const minutes = Math.floor((Date.now() - seenAt) / 60000);
    const time = new Intl.DateTimeFormat("id-ID", {
      hour: "2-digit", minute: "2-digit", timeZone: words.timezone,
    }).format(seenAt).replace(":", ".");
    const text = (minutes ? words.lost : words.lostNow).replace("{time}", time).replace("{n}", minutes);
    if (byId("umur").textContent !== text) byId("umur").textContent = text;
  }
  box.hidden = !gone;
  main.classList.toggle("is-offline", gone);
}

/* on a phone: the way back up to what needs attention, while that is out of sight */

new IntersectionObserver(([seen]) => {
  main.classList.toggle("sees-watch", seen.isIntersecting);
}).observe(floor().querySelector(".watch"));

/* presses */

const yes = byId("yakin");

function sure(button) {
  byId("yakin-judul").textContent = `${button.textContent}?`;
  byId("yakin-isi").textContent = button.dataset.confirm;
  byId("yakin-ya").textContent = button.textContent;
  yes.returnValue = "";
  yes.showModal();
  return new Promise((resolve) => {
    yes.addEventListener("close", () => resolve(yes.returnValue === "ya"), { once: true });
  });
}

addEventListener("submit", async (event) => {
  const form = event.target;
  const button = event.submitter;
  if (form.id !== "tekan" && !dialog.contains(form)) return;
  event.preventDefault();
  if (busy || (button?.dataset.confirm && !(await sure(button)))) return;
  const said = new FormData(form, button);
  // A button may hold the name "action": the form's own address is its attribute.
  const address = form.getAttribute("action") || words.url;
  busy = true;
  button?.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, {
      method: "POST", body: said, headers: HEADERS, signal: AbortSignal.timeout(10000),
    });
    if (answer.status >= 500 || answer.status === 429) throw new Error("unanswered");
    if (!isPart(answer)) return void leave(answer);
    found();
    const text = await answer.text();
    if (isPart(answer) === "dialog") return void show(text);
    if (dialog.open) dialog.close();
    draw(text);
  } catch {
    failures += 1;
    showAge();
  } finally {
    busy = false;
    button?.removeAttribute("aria-busy");
  }
});

/* a line, a counter or the announcements as a dialog */

addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-dialog]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  try {
    const answer = await fetch(link.href, { headers: HEADERS, signal: AbortSignal.timeout(8000) });
    if (isPart(answer) !== "dialog") return void location.assign(link.href);
    show(await answer.text());
    const place = link.hash && dialog.querySelector(link.hash);
    if (place) {
      place.scrollIntoView();
      place.parentElement.querySelector("input:not([type=hidden]), select")?.focus();
    }
  } catch {
    location.assign(link.href);
  }
});

function show(text) {
  const before = dialog.scrollTop;
  dialog.replaceChildren(...new DOMParser().parseFromString(text, "text/html").body.childNodes);
  if (!dialog.open) dialog.showModal();
  else dialog.scrollTop = dialog.querySelector("[role=alert]") ? 0 : before;
  dialog.querySelector("[role=alert]")?.focus();
}

dialog.addEventListener("click", (event) => {
  if (event.target.closest("[data-close]") || event.target === dialog) dialog.close();
});

/* the sieve */

const search = byId("saring");

function sieve() {
  const wanted = search.value.toLocaleLowerCase("id").split(/\s+/).filter(Boolean);
  for (const row of floor().querySelectorAll("[data-row]")) {
    const text = row.dataset.words.toLocaleLowerCase("id");
    row.classList.toggle("sifted", !wanted.every((word) => text.includes(word)));
  }
}

search.addEventListener("input", sieve);

/* the keyboard */

const rows = () => [...floor().querySelectorAll("[data-row]:not(.sifted) [data-main]")];

function step(by) {
  const all = rows();
  const here = all.indexOf(document.activeElement?.closest("[data-row]")?.querySelector("[data-main]"));
  const next = all[here < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(here + by, 0), all.length - 1)];
  next?.focus();
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  p: () => (floor().querySelector(".concerns button, .concerns a, .concerns summary") ?? floor()).focus(),
  u: () => byId("umumkan")?.click(),
  "/": () => search.select(),
  "?": () => byId("bantuan").showModal(),
};

addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || document.querySelector("dialog[open]")) return;
  if (event.target === search) {
    if (event.key === "Escape") {
      search.value = "";
      sieve();
      search.blur();
    } else if (event.key === "Enter") {
      event.preventDefault();
      rows()[0]?.focus();
    }
    return;
  }
  if (event.target.matches("input, select, textarea")) return;
  const arrow = event.target.closest("[data-row]") && { ArrowDown: "j", ArrowUp: "k" }[event.key];
  const act = KEYS[arrow || event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

byId("bantu").addEventListener("click", () => byId("bantuan").showModal());

/* alarms: said to who reads by ear; sounded for who asked for it */

let sound = null;
let known = new Set([...floor().querySelectorAll("[data-level=alarm]")].map((one) => one.id));

function shout() {
  const now = [...floor().querySelectorAll("[data-level=alarm]")];
  const fresh = now.filter((one) => !known.has(one.id));
  known = new Set(now.map((one) => one.id));
  if (!fresh.length) return;
  byId("seru").textContent = `${words.alarm} ${fresh.map((one) => one.querySelector(".state > span:last-child").textContent).join(". ")}`;
  ring();
}

function ring() {
  if (sound) chime(sound, [[0, 440], [0.25, 554], [0.5, 440], [0.75, 554]], { loud: 0.25, long: 0.25 });
}

byId("bunyi").addEventListener("click", async ({ currentTarget: button }) => {
  if (sound) {
    sound.close();
    sound = null;
  } else {
    sound = new AudioContext();
    await sound.resume();
    ring(); // so that one knows what to listen for
  }
  button.setAttribute("aria-pressed", String(Boolean(sound)));
  button.textContent = sound ? button.dataset.on : button.dataset.off;
});

drawn();
setInterval(showAge, 5000);
addEventListener("offline", showAge);
const stirs = ["call", "recall", "withdraw", "begin", "change", "line", "announce"];
follow({
  events: words.events,
  on: Object.fromEntries(stirs.map((name) => [name, askSoon])),
  ask, every: 5000, calm: 10000,
});
main.dataset.ready = "true"; // for whoever waits until the page listens
