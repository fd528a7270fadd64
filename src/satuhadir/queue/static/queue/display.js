// SPDX-License-Identifier: Apache-2.0
/** The hall display, live: follows the stream, reads the board, speaks, says when it is cut off. */
import { follow } from "../shared/live.js";
import { Announcements } from "./band.js";
import { Calls } from "./calls.js";
import { Own, showSound } from "./sound.js";
import { Voice } from "./voice.js";

const TURN = 10000;
const LOOK = 60000;
const words = document.body.dataset;
const byId = (id) => document.getElementById(id);
const known = JSON.parse(byId("awal").textContent);
const rows = [...document.querySelectorAll("[data-line]")];
const format = new Intl.DateTimeFormat("id-ID", { hour: "2-digit", minute: "2-digit", timeZone: words.timezone });
const longDay = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "full", timeZone: words.timezone });
const wallTime = (instant) => format.format(instant).replace(":", ".");

let skew = Date.parse(known.at) - Date.now(); // the TV's own clock may be wrong
let heard = Date.now();
let missed = 0;
const now = () => Date.now() + skew;

/* ── calls ── */
const read = (one) => ({ ...one, at: Date.parse(one.called_at ?? one.at) });
const calls = new Calls({ known: known.calls.map(read) });
const voice = new Voice({ address: words.speech });
let drawn = "";
let said = calls.current?.code ?? "";

function draw(shout) {
  const { current, before } = calls;
  const state = JSON.stringify([current, before.map((one) => one.code)]);
  if (state === drawn && !shout) return;
  drawn = state;
  byId("panggilan").hidden = !current;
  byId("kosong").hidden = Boolean(current);
  if (current) {
    const code = byId("nomor");
    code.textContent = current.code;
    code.className = `code ${["", "is-long", "is-longer", "is-longest"][Math.min(Math.max(current.code.length - 5, 0), 3)]}`;
    fit(code);
    const counter = byId("loket");
    counter.textContent = current.counter_name ?? "";
    counter.className = counter.textContent.length > 24 ? "is-longest" : counter.textContent.length > 13 ? "is-long" : "";
    put("tempat", [current.booth, current.place].filter(Boolean).join(", "), 58);
    put("urusan", [current.service_name, current.agency].filter(Boolean).join(" · "), 72);
  }
  byId("sebelum").replaceChildren(...before.map(row));
  byId("belum").hidden = before.length > 0;
  if (!shout) return;
  said = shout.code;
  byId("kabar").textContent = words.say.replace("{code}", shout.code).replace("{counter}", shout.counter_name ?? "");
  const box = byId("panggilan");
  box.classList.remove("fresh");
  void box.offsetWidth; // begin the flash afresh, for a recall too
  box.classList.add("fresh");
}

/** A number of the widest letters is set narrower, never cut. */
function fit(code) {
  code.style.setProperty("--fit", "1");
  const text = document.createRange();
  text.selectNodeContents(code);
  const { width } = text.getBoundingClientRect();
  const most = byId("panggilan").clientWidth;
  if (width > most) code.style.setProperty("--fit", String(most / width));
}

/** A text that shrinks before it is cut. */
function put(id, text, most) {
  byId(id).textContent = text;
  byId(id).classList.toggle("is-long", text.length > most);
}

function row(call) {
  const item = document.createElement("li");
  const [code, counter] = [document.createElement("span"), document.createElement("span")];
  item.dataset.code = call.code;
  code.className = "code";
  [code.textContent, counter.textContent] = [call.code, call.counter_name ?? ""];
  item.append(code, counter);
  return item;
}

/** Number and voice go together: nobody is put up while another is being called. */
function step() {
  const call = calls.next(now(), voice.speaking);
  draw(call);
  if (call && !call.quiet) speak(call);
}

async function speak(call) {
  if (!voice.knows(call.counter_name ?? "")) {
    // a new or renamed counter: a moment to learn its name
    await Promise.race([voice.refresh(), new Promise((done) => setTimeout(done, 2000))]);
  }
  if (calls.current?.code === call.code) voice.say(call, { waiting: calls.queue.length });
}

function called(event) {
  contact();
  if (!event.code) return;
  calls.call(read(event), now());
  step();
}

function begun(event) {
  contact();
  if (event.code) calls.begin(event.code, Date.parse(event.at));
}

function withdrawn(event) {
  contact();
  if (!event.code) return;
  calls.withdraw(event.code, Date.parse(event.at));
  voice.hush(event.code);
  if (said === event.code) byId("kabar").textContent = said = "";
  draw(null);
}

/* ── announcements ── */
const announcements = new Announcements(known.announcements);

/** Show a sentence of the manager on the band, with gong and "attention" when it is new. */
function announce(one) {
  const band = byId("pengumuman");
  band.hidden = !one;
  document.body.classList.toggle("has-said", Boolean(one));
  if (!one) return;
  if (byId("isi-pengumuman").textContent !== one.text) {
    const urgent = one.level === "urgent";
    byId("isi-pengumuman").textContent = one.text;
    byId("jenis").textContent = urgent ? words.urgent : words.info;
    byId("jenis").dataset.state = urgent ? "late" : "called";
    band.dataset.level = one.level;
    band.classList.toggle("is-long", one.text.length > 100);
  }
  if (one.news) voice.attention();
}

function announced(event) {
  contact();
  if (!event.id) return;
  announcements.take(event);
  announce(announcements.at(now()));
}

/* ── lines ── */
function waitParts(wait) {
  if (!wait || wait.high == null) return ["", words.unknown];
  if (wait.high <= 0) return ["", words.now];
  const span = (low, high) => (low < high ? `${low}–${high}` : `${high}`);
  if (wait.high < 120) return [span(wait.low, wait.high), words.minutes];
  const halves = (count) => `${Math.floor(count / 2) || (count % 2 ? "" : 0)}${count % 2 ? "½" : ""}`;
  const [first, last] = [Math.floor(wait.low / 30), Math.ceil(wait.high / 30)];
  return [first < last ? `${halves(first)}–${halves(last)}` : halves(last), words.hours];
}

function line(state) {
  const item = rows.find((one) => one.dataset.line === String(state.line));
  if (!item) return;
  const open = state.open ?? state.is_open ?? true;
  const range = item.querySelector(".range");
  item.classList.toggle("off", !open);
  const notice = item.querySelector(".notice");
  if (state.notice !== undefined && notice.textContent !== state.notice) {
    notice.textContent = state.notice;
    notice.hidden = !state.notice;
  }
  if (!open) {
    const closed = Object.assign(document.createElement("span"), { className: "state", textContent: words.closed });
    closed.dataset.state = "closed";
    range.replaceChildren(closed);
    return;
  }
  const [figures, unit] = waitParts(state.wait_minutes);
  if (!figures) return void (range.textContent = unit);
  const [strong, small] = [document.createElement("b"), document.createElement("small")];
  [strong.textContent, small.textContent] = [figures, unit];
  range.replaceChildren(strong, " ", small);
}

const pager = byId("halaman");
let page = Number(pager?.textContent.split("/")[0] ?? 1);

function turn() {
  page = (page % Number(pager.dataset.count)) + 1;
  pager.textContent = `${page}/${pager.dataset.count}`;
  for (const item of rows) {
    item.hidden = Number(item.dataset.page) !== page;
    item.classList.toggle("turned", !item.hidden);
  }
}

/* ── the hall's code ── */
let code = known.code;

let lookAgain = Date.now() + LOOK;

async function refreshCode() {
  if (now() < Date.parse(code.until) && Date.now() < lookAgain) return;
  lookAgain = Date.now() + LOOK;
  try {
    const answer = await fetch(words.code, { cache: "no-store", signal: AbortSignal.timeout(5000) });
    if (!answer.ok) throw new Error("unanswered");
    code = await answer.json();
    byId("kode").textContent = code.code;
    announcements.read(code.announcements ?? []);
  } catch {
    // the last one still counts for one turn; after that, a wrong code is worse than none
    if (now() > Date.parse(code.until) + 60000) byId("kode").textContent = "–";
  }
}

/* ── the connection ── */
function contact() {
  heard = Date.now();
  missed = 0;
  showLink();
}

function showLink() {
  const off = missed > 0;
  const link = byId("sambungan");
  const text = off ? words.off.replace("{time}", wallTime(heard + skew)) : words.on;
  document.body.classList.toggle("is-off", off);
  link.dataset.state = off ? "offline" : "open";
  if (link.textContent !== text) link.textContent = text;
}

async function ask() {
  try {
    const answer = await fetch(words.board, { cache: "no-cache", signal: AbortSignal.timeout(4500) });
    if (!answer.ok) throw new Error("unanswered");
    const board = await answer.json();
    // A board that did not change comes from the browser's store with an old `at`, but a new Date.
    const at = Date.parse(answer.headers.get("date") ?? board.at);
    if (Math.abs(at - now()) > 3000) skew = at - Date.now();
    contact();
    calls.board(board.calls.map(read), at, now());
    board.lines.forEach(line);
    step();
  } catch {
    missed += 1;
    showLink();
  }
}

follow({
  events: words.events,
  on: { call: called, recall: called, begin: begun, withdraw: withdrawn, announce: announced, line: (state) => (contact(), line(state)) },
  ask,
  every: 5000,
  calm: 10000,
  rests: false,
});
addEventListener("offline", () => { missed += 1; showLink(); });
setInterval(step, 100);

/* ── the voice ── */
function store() {
  try {
    return window.localStorage;
  } catch {
    return null; // forbidden here
  }
}

showSound({
  voice,
  own: new Own(store()),
  words,
  state: byId("suara"),
  button: byId("nyalakan"),
  notice: document.querySelector(".note .notice"),
});
async function refreshVoice() {
  await voice.refresh();
  calls.repeats = (voice.book?.repeat_seconds ?? 0) * 1000;
}
refreshVoice();
setInterval(refreshVoice, LOOK);

announce(announcements.at(now()));
setInterval(() => {
  announce(announcements.at(now()));
  byId("jam").textContent = wallTime(now());
  byId("hari").textContent = longDay.format(now());
  refreshCode();
}, 1000);
if (pager) setInterval(turn, TURN);
// a new version of the page; not where the voice would fall asleep and want a press again
setInterval(() => missed || voice.pressed || location.reload(), 6 * 3600 * 1000);
