// SPDX-License-Identifier: Apache-2.0
/*
 * Answers a page of the kiosk that can't be had with one that looks for the server and heals by
 * itself. HOME, PAGE and VERSION stand before this text: the server writes them.
 */
const KEPT = `satuhadir-kios ${HOME}`;

self.addEventListener("install", (event) => event.waitUntil(keep().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

/** Keep the waiting page with everything it is made of. */
async function keep() {
  const kept = await caches.open(KEPT);
  const answer = await fetch(PAGE, { cache: "no-store" });
  if (!answer.ok || answer.redirected) throw new Error("no page to keep");
  const text = await answer.clone().text();
  const parts = [...text.matchAll(/(?:href|src)="(\/static\/[^"]+)"/g)].map((one) => one[1]);
  for (const one of await kept.keys()) await kept.delete(one);
  await kept.put(PAGE, answer);
  await Promise.allSettled(parts.map((one) => kept.add(one)));
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (address.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (request.method === "GET" && address.pathname.startsWith("/static/")) event.respondWith(part(request));
});

async function page(request) {
  try {
    const answer = await fetch(request);
    if (answer.status < 500) return answer;
  } catch {
    // no network: the page below
  }
  return (await (await caches.open(KEPT)).match(PAGE)) ?? Response.error();
}

async function part(request) {
  try {
    return await fetch(request);
  } catch {
    return (await (await caches.open(KEPT)).match(request)) ?? Response.error();
  }
}
