// SPDX-License-Identifier: Apache-2.0
/** The mall's home: waits change in place, quietly. The page is complete without this. */
import { announced } from "./announced.js";
import { follow } from "./live.js";

const list = document.getElementById("antrean");
const words = list.dataset;
const rows = new Map([...list.children].map((row) => [row.dataset.line, row]));

/** As `wait_parts` on the server: figures and unit, in half hours from two hours on. */
function waitParts(wait) {
  if (!wait || wait.high == null) return ["", words.unknown];
  if (wait.high <= 0) return ["", words.now];
  const span = (low, high) => (low < high ? `${low}–${high}` : `${high}`);
  if (wait.high < 120) return [span(Math.floor(wait.low), Math.ceil(wait.high)), words.minutes];
  const halves = (count) => `${Math.floor(count / 2) || (count % 2 ? "" : 0)}${count % 2 ? "½" : ""}`;
  const [first, last] = [Math.floor(wait.low / 30), Math.ceil(wait.high / 30)];
  return [first < last ? `${halves(first)}–${halves(last)}` : halves(last), words.hours];
}

function show(line) {
  const row = rows.get(String(line.line));
  if (!row || row.querySelector(".off")) return;
  row.querySelector(".waiting").textContent =
    line.waiting > 0 ? words.some.replace("{n}", line.waiting) : words.none;
  const [figures, unit] = waitParts(line.wait_minutes);
  const range = row.querySelector(".range");
  if (!figures) {
    range.textContent = unit;
    return;
  }
  const strong = document.createElement("b");
  const small = document.createElement("small");
  [strong.textContent, small.textContent] = [figures, unit];
  range.replaceChildren(strong, " ", small);
}

/** `at` carries the mall's own offset: its clock is in the text. */
function showTime(at) {
  const clock = document.getElementById("pukul");
  if (at) clock.textContent = clock.textContent.replace(/\d\d[.:]\d\d/, at.slice(11, 16).replace(":", "."));
}

async function ask() {
  try {
    const answer = await fetch(words.board, { signal: AbortSignal.timeout(8000) });
    if (!answer.ok) return;
    const board = await answer.json();
    board.lines.forEach(show);
    showTime(board.at);
  } catch {
    // the page keeps its last numbers and their time
  }
}

follow({ events: words.events, on: { line: show, announce: announced }, ask });
