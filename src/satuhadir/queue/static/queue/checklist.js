// SPDX-License-Identifier: Apache-2.0
/**
 * A list of papers: printed with one press, ticked off in this phone, and kept there for opening it
 * without a network. Ticks and page stay in the phone; nothing is sent.
 */
const PAGES = "satuhadir-tickets";
const KEPT_FOR = 60 * 24 * 3600 * 1000;
const list = document.getElementById("daftar");
const store = `berkas:${list.dataset.page}`;
const boxes = [...list.querySelectorAll(".papers-part input[type=checkbox]")];

const button = document.getElementById("cetak");
button.hidden = false;
button.onclick = () => print();

function read() {
  try {
    return new Set(JSON.parse(localStorage.getItem(store)) ?? []);
  } catch {
    return new Set();
  }
}

const ticked = read();
for (const box of boxes) {
  box.checked = ticked.has(box.name);
  box.addEventListener("change", () => {
    const names = boxes.filter((one) => one.checked).map((one) => one.name);
    localStorage.setItem(store, JSON.stringify(names));
  });
}

async function keep() {
  const { worker, scope, offline, page } = list.dataset;
  const registration = await navigator.serviceWorker.register(worker, { scope });
  const active = registration.active ?? (await activated(registration));
  const parts = [...document.querySelectorAll("link[rel=stylesheet], link[rel=icon]")].map((one) => one.href);
  parts.push(...[...document.querySelectorAll("script[src]")].map((one) => one.src));
  active.postMessage({ parts, offline });
  const said = document.getElementById("disimpan");
  said.textContent = said.dataset.kept;
  said.hidden = false;
  const headers = {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": "default-src 'self'",
    "x-kept-at": String(Date.now()),
    "x-kept-for": String(KEPT_FOR),
  };
  const text = `<!doctype html>${document.documentElement.outerHTML}`;
  await (await caches.open(PAGES)).put(page, new Response(text, { headers }));
}

/** Wait for the worker of this page's own scope; `ready` would wait for one that has the page. */
function activated(registration) {
  const coming = registration.installing ?? registration.waiting;
  return new Promise((resolve) => {
    coming.addEventListener("statechange", () => coming.state === "activated" && resolve(coming));
  });
}

if ("serviceWorker" in navigator && "caches" in window && isSecureContext) {
  keep().catch(() => (document.getElementById("disimpan").hidden = true));
}
