// SPDX-License-Identifier: Apache-2.0
/**
 * Follow a mall's event stream while somebody looks; ask every few seconds when it can't be had.
 *
 * `on` maps event names to functions of the event's data; `ask` is called at once, then every
 * `every` ms without a stream, every `calm` ms with one. `rests`: stop while the page is hidden.
 */
export function follow({ events, on = {}, ask, every = 5000, calm = 30000, rests = true }) {
  let source = null;
  let timer = 0;
  let streaming = false;
  let retryAt = 0;

  function open() {
    if (!("EventSource" in window) || source || Date.now() < retryAt) return;
    source = new EventSource(events);
    source.addEventListener("open", () => { streaming = true; });
    source.addEventListener("error", () => {
      streaming = false;
      if (source?.readyState === EventSource.CLOSED) close();
    });
    for (const [name, act] of Object.entries(on)) {
      source.addEventListener(name, (event) => act(read(event.data)));
    }
    source.addEventListener("reset", () => ask());
  }

  function close() {
    source?.close();
    source = null;
    streaming = false;
    retryAt = Date.now() + 30000;
  }

  async function tick() {
    clearTimeout(timer);
    if (rests && document.hidden) return;
    open();
    await ask();
    timer = setTimeout(tick, streaming ? calm : every);
  }

  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) {
      retryAt = 0;
      tick();
    } else if (rests) {
      close();
    }
  });
  addEventListener("pageshow", (event) => event.persisted && tick());
  addEventListener("online", tick);
  addEventListener("pagehide", close);
  tick();
}

function read(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
