// SPDX-License-Identifier: Apache-2.0
/**
 * My visit, live: looks again when the mall moves, and says what changed; without a network it keeps
 * the last state and says how old it is. Works without: the page reloads.
 */
import { announced } from "../shared/announced.js";
import { follow } from "../shared/live.js";

const box = document.getElementById("kunjungan");
const news = document.getElementById("kabar");
const article = () => box.querySelector("article");
let known = null;
let busy = false;
let failures = 0;
let seen = Date.now();

async function ask(second = false) {
  if (busy) return;
  busy = true;
  try {
    const answer = await fetch(box.dataset.part, { cache: "no-store", signal: AbortSignal.timeout(8000) });
    if (answer.status === 429) return;
    if (!answer.ok) throw new Error("unanswered");
    const text = await answer.text();
    failures = 0;
    seen = Date.now();
    // A form's token is another one in every answer, and no news.
    const now = text.replace(/<input type="hidden"[^>]*>/g, "");
    if (known !== null && now !== known) redraw(text);
    known = now;
  } catch {
    failures += 1; // the page stays as it was; the next look may have a network
  } finally {
    busy = false;
    showAge();
  }
  if (failures === 1 && !second) setTimeout(() => ask(true), 1500);
}

function showAge() {
  const notice = document.getElementById("luring");
  const stale = failures > 1 || !navigator.onLine;
  notice.hidden = !stale || Boolean(article().dataset.over);
  article().classList.toggle("is-offline", stale);
  if (notice.hidden) return;
  const minutes = Math.floor((Date.now() - seen) / 60000);
  const time = new Intl.DateTimeFormat("id-ID", {
    hour: "2-digit", minute: "2-digit", timeZone: box.dataset.timezone,
  }).format(seen);
  const words = minutes < 1 ? box.dataset.ageNow : box.dataset.age;
  document.getElementById("umur").textContent = words.replace("{time}", time).replace("{n}", minutes);
}

function redraw(text) {
  const said = article().dataset.say;
  const focused = box.contains(document.activeElement) ? document.activeElement.id : "";
  box.innerHTML = text;
  if (focused) document.getElementById(focused)?.focus();
  const { say, title } = article().dataset;
  document.title = title;
  if (!say || say === said) return;
  news.textContent = say;
  if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.([300, 150, 300]);
}

if ("live" in box.dataset && !article().dataset.over) {
  follow({
    events: box.dataset.events,
    on: { call: () => ask(), recall: () => ask(), withdraw: () => ask(), announce: announced },
    ask: () => ask(), every: 5000, calm: 5000, rests: false,
  });
  addEventListener("offline", showAge);
}
