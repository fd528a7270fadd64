// SPDX-License-Identifier: Apache-2.0
/*
 * Keeps a citizen's tickets and lists of papers readable without a network. Their scripts put each
 * page as last seen into "satuhadir-tickets"; this worker answers with it when the network doesn't.
 * Two days, or as long as the page says (x-kept-for), then gone.
 */
const PAGES = "satuhadir-tickets";
const PARTS = "satuhadir-parts";
const KEPT_FOR = 2 * 24 * 3600 * 1000;
let offlinePage = "/static/offline/";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(Promise.all([self.clients.claim(), tidy()])));

self.addEventListener("message", (event) => {
  const { parts = [], offline } = event.data ?? {};
  if (offline) offlinePage = offline;
  event.waitUntil(keepParts([...parts, offlinePage]));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request, address));
  else if (address.pathname.startsWith("/static/")) event.respondWith(part(request));
});

// A message of ours: what it says came encrypted for this browser alone. One tag is one message.
self.addEventListener("push", (event) => {
  const { title, body, tag, link, lang } = event.data?.json() ?? {};
  event.waitUntil(self.registration.showNotification(title ?? "", { body, tag, lang, data: { link } }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const { link } = event.notification.data ?? {};
  if (link) event.waitUntil(self.clients.openWindow(link));
});

async function page(request, address) {
  try {
    return await fetch(request);
  } catch {
    const pages = await caches.open(PAGES);
    const kept = (await pages.match(address.pathname + address.search)) ?? (await pages.match(address.pathname));
    return kept ?? (await (await caches.open(PARTS)).match(offlinePage)) ?? Response.error();
  }
}

async function part(request) {
  try {
    return await fetch(request);
  } catch {
    return (await (await caches.open(PARTS)).match(request, { ignoreSearch: true })) ?? Response.error();
  }
}

async function keepParts(addresses) {
  const parts = await caches.open(PARTS);
  await Promise.allSettled([...new Set(addresses)].map((one) => parts.add(one)));
  await tidy();
}

async function tidy() {
  const pages = await caches.open(PAGES);
  for (const request of await pages.keys()) {
    const kept = await pages.match(request);
    const age = Date.now() - Number(kept?.headers.get("x-kept-at") ?? 0);
    if (age > Number(kept?.headers.get("x-kept-for") ?? KEPT_FOR)) await pages.delete(request);
  }
}
