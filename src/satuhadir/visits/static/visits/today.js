// SPDX-License-Identifier: Apache-2.0
/** My visit, live: looks again when the mall moves, and says what changed. Works without: the page reloads. */
import { announced } from "../shared/announced.js";
import { follow } from "../shared/live.js";

const box = document.getElementById("kunjungan");
const news = document.getElementById("kabar");
const article = () => box.querySelector("article");
let known = null;
let busy = false;

async function ask() {
  if (busy) return;
  busy = true;
  try {
    const answer = await fetch(box.dataset.part, { cache: "no-store", signal: AbortSignal.timeout(8000) });
    if (!answer.ok) return;
    const text = await answer.text();
    // A form's token is another one in every answer, and no news.
    const now = text.replace(/<input type="hidden"[^>]*>/g, "");
    if (known !== null && now !== known) redraw(text);
    known = now;
  } catch {
    // Without a network the page stays as it was; the next look may have one.
  } finally {
    busy = false;
  }
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
    on: { call: ask, recall: ask, withdraw: ask, announce: announced },
    ask, every: 5000, calm: 5000, rests: false,
  });
}
