// SPDX-License-Identifier: Apache-2.0
/**
 * Check-in by a visit's signed QR while the server is away. With a server the kiosk keeps the keys
 * and the difference of the clocks; without one it verifies the signature (ES256), says what
 * holds, and keeps the check-in with its time until the line is back. Handed in twice it counts
 * once; refused for good it is told at the kiosk for a day (`[data-refused]`), and the staff have it
 * in their list of bookings. Whoever still stands here then sees their numbers.
 * `<script data-keys="…" data-late="…" data-scan="…" data-mall="slug" data-timezone="…">`
 */
const { keys: keysUrl, late, scan, mall, timezone } = document.querySelector("script[data-late]").dataset;
const KNOWN = "kunjungan kunci";
const KEPT = "kunjungan tertunda";
const REFUSED = "kunjungan ditolak";
const STANDING = "kunjungan berdiri";
const LEAVES = 40000; // milliseconds after which whoever scanned is taken to have gone
const SKEW = 300; // seconds that clocks may be apart, as the server has it
const FRESH = 600000;
const PATIENCE = 6000;

function stored(name, otherwise) {
  try {
    return JSON.parse(localStorage.getItem(name)) ?? otherwise;
  } catch {
    return otherwise;
  }
}
const store = (name, value) => localStorage.setItem(name, JSON.stringify(value));
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));

/** The second it is now by the server's clock, as far as it is known. */
const now = () => Math.floor(Date.now() / 1000) + (stored(KNOWN, {}).ahead ?? 0);

async function ask(url, more = {}) {
  return fetch(url, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE), ...more });
}

/** Fetch and keep the keys; returns the proof that a form needs. */
async function learn() {
  const answer = await ask(keysUrl);
  if (!answer.ok) throw new Error("no keys");
  const { keys, now: there, token } = await answer.json();
  store(KNOWN, { keys, ahead: there - Math.floor(Date.now() / 1000), at: Date.now() });
  return token;
}

const said = (text) => JSON.parse(new TextDecoder().decode(bytes(text.split(".")[1])));

/** Return what a pass says when one of our keys signed it, else nothing. */
async function read(text) {
  const [version, payload, signature, ...rest] = text.trim().split(".");
  if (version !== "SH1" || !payload || !signature || rest.length) return null;
  const signed = new TextEncoder().encode(`${version}.${payload}`);
  try {
    const proof = bytes(signature);
    for (const { kty, crv, x, y } of stored(KNOWN, {}).keys ?? []) {
      const kind = { name: "ECDSA", namedCurve: crv, hash: "SHA-256" };
      const key = await crypto.subtle.importKey("jwk", { kty, crv, x, y }, kind, false, ["verify"]);
      if (await crypto.subtle.verify(kind, key, proof, signed)) return said(text);
    }
  } catch {
    // not base64, or not a signature
  }
  return null;
}

const clock = (second) => new Intl.DateTimeFormat("id-ID", { hour: "2-digit", minute: "2-digit", timeZone: timezone }).format(new Date(second * 1000)).replace(":", ".");

/** Judge a pass with no server: [stable code, a time to tell]. A good one is kept. */
async function judge(text) {
  if (!globalThis.crypto?.subtle || !stored(KNOWN, {}).keys?.length) return ["visits.cannot_verify"];
  const pass = await read(text);
  if (!pass) return ["visits.bad_pass"];
  if (pass.m !== mall) return ["visits.other_mall"];
  const at = now();
  if (at < pass.n - SKEW) return ["visits.too_early", pass.n];
  if (at > pass.x + SKEW) return ["visits.other_day"];
  const kept = stored(KEPT, []);
  sessionStorage.setItem(STANDING, JSON.stringify({ v: pass.v, at: Date.now() }));
  const before = kept.find((one) => one.v === pass.v);
  if (before) return ["visits.kept", before.at];
  store(KEPT, [...kept, { v: pass.v, qr: text.trim(), at }]);
  return ["visits.kept", at];
}

/** The visit of whoever scanned a moment ago and did nothing since, else nothing. */
function standing() {
  const one = JSON.parse(sessionStorage.getItem(STANDING));
  return one && Date.now() - one.at < LEAVES ? one.v : null;
}
const leave = () => sessionStorage.removeItem(STANDING);

/** Scan once more, now with a server, for the numbers of whoever stands here. */
function showNumbers(kode, csrfmiddlewaretoken) {
  leave();
  const form = Object.assign(document.createElement("form"), { method: "post", action: scan, hidden: true });
  for (const [name, value] of Object.entries({ kode, csrfmiddlewaretoken })) {
    form.append(Object.assign(document.createElement("input"), { name, value }));
  }
  document.body.append(form);
  form.submit();
}

function tell([code, second]) {
  const box = document.getElementById("luring");
  box.hidden = false;
  for (const one of box.querySelectorAll("[data-says]")) {
    one.hidden = one.dataset.says !== code;
    for (const time of one.querySelectorAll("time")) time.textContent = second ? clock(second) : "";
  }
  box.focus();
}

/** What was refused within a day, the first first. */
const refused = () => stored(REFUSED, []).filter((one) => one.at > now() - 86400);

/** Tell whoever stands here that a check-in was refused, for an hour, and the staff which and why. */
function show() {
  for (const box of document.querySelectorAll("[data-refused]")) {
    const rows = refused().filter((one) => box.querySelector("ul") || one.told > now() - 3600);
    box.hidden = !rows.length;
    for (const time of box.querySelectorAll("time")) time.textContent = rows.map((one) => clock(one.at)).join(", ");
    box.querySelector("ul")?.replaceChildren(...rows.map((one) => {
      const item = document.createElement("li");
      item.textContent = `${one.c} · ${clock(one.at)} · ${one.message}`;
      return item;
    }));
  }
}

document.querySelector("[data-refused] button")?.addEventListener("click", () => {
  store(REFUSED, []);
  show();
});

/** Hand in what was kept, the first first; what the server refuses for good is told, and not sent again. */
let sending = false;
async function handIn() {
  if (sending || !stored(KEPT, []).length) return;
  sending = true;
  try {
    const csrfmiddlewaretoken = await learn();
    for (const { v, qr, at } of stored(KEPT, [])) {
      const answer = await ask(late, { method: "POST", body: new URLSearchParams({ qr, at, csrfmiddlewaretoken }) });
      if (answer.status >= 500) break;
      const { code, message, again } = await answer.json();
      if (again) continue;
      if (code) store(REFUSED, [...refused(), { c: said(qr).c, at, message, told: now() }].slice(-20));
      store(KEPT, stored(KEPT, []).filter((one) => one.v !== v));
      show();
      if (!code && v === standing()) return showNumbers(qr, csrfmiddlewaretoken);
    }
  } catch {
    // still away: kept
  } finally {
    sending = false;
  }
}

/* a form that takes scans: with a server its answer, without one our own judgement */
const form = document.querySelector("form[data-passes]");
form?.addEventListener("submit", async (event) => {
  const field = form.elements.kode;
  const text = field.value.trim();
  leave();
  if (!text.startsWith("SH1.")) {
    if (form.dataset.passes === "only") {
      event.preventDefault();
      tell(["visits.bad_pass"]);
    }
    return;
  }
  event.preventDefault();
  const fields = new URLSearchParams(new FormData(form));
  field.value = "";
  if (form.dataset.passes !== "only") {
    try {
      const answer = await ask(form.action, { method: "POST", body: fields });
      if (answer.redirected && answer.ok) return location.replace(answer.url);
      if (answer.status < 500) {
        field.value = text;
        return form.submit(); // a refusal is a page of its own
      }
    } catch {
      // no server
    }
  }
  tell(await judge(text));
  field.focus();
});

if (Date.now() - (stored(KNOWN, {}).at ?? 0) > FRESH) learn().catch(() => {});
show();
handIn();
setInterval(handIn, 15000);
setInterval(() => standing() && handIn(), 3000);
addEventListener("input", leave);
addEventListener("click", (event) => event.target.closest("a, button") && !event.target.closest("dialog") && leave());
addEventListener("online", handIn);
