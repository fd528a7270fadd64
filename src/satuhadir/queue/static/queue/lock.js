// SPDX-License-Identifier: Apache-2.0
/**
 * No way out of the page by a finger or a keyboard, as far as a page can see to it. The rest is the
 * browser's: --kiosk, and the device's own lock (docs/operate/kiosk.md).
 */
const CORNER = 120; // px from the top left
const TOUCHES = 5;
const WITHIN = 4000;
const WITH_CTRL = new Set([..."abcdefghijklmnopqrstuvwxyz0+-=", "f5", "tab", "pageup", "pagedown"]);
const IN_A_FIELD = new Set([..."acvxz"]);
const ALONE = new Set(["F3", "F5", "F6", "F11", "F12", "BrowserBack", "BrowserForward", "BrowserHome", "BrowserRefresh", "BrowserSearch", "ContextMenu"]);

const isField = (target) => target?.matches?.("input:not([type=radio], [type=checkbox]), textarea");

/** Tell whether a key would lead out of the page, or open something of the browser. */
function leads(event) {
  const key = event.key;
  if (ALONE.has(key)) return true;
  if (event.altKey && ["ArrowLeft", "ArrowRight", "Home", "d", "D", "f", "F"].includes(key)) return true;
  if (!(event.ctrlKey || event.metaKey) || !WITH_CTRL.has(key.toLowerCase())) return false;
  return event.shiftKey || !(isField(event.target) && IN_A_FIELD.has(key.toLowerCase()));
}

export function lock(go) {
  const stop = (event) => event.preventDefault();
  for (const name of ["contextmenu", "dragstart", "dragover", "drop", "gesturestart", "auxclick"]) {
    addEventListener(name, stop, { capture: true });
  }
  addEventListener("selectstart", (event) => isField(event.target) || stop(event), { capture: true });
  addEventListener("keydown", (event) => leads(event) && stop(event), { capture: true });
  addEventListener("wheel", (event) => event.ctrlKey && stop(event), { passive: false });
  addEventListener("touchmove", (event) => event.touches.length > 1 && stop(event), { passive: false });

  staffCorner(go);
  keepAwake();
  keepHealing();
}

/** Five touches in the corner: where staff type their code. */
function staffCorner(go) {
  const { staff } = document.body.dataset;
  let touches = [];
  addEventListener("pointerdown", (event) => {
    if (event.clientX > CORNER || event.clientY > CORNER) {
      touches = [];
      return;
    }
    const now = Date.now();
    touches = [...touches.filter((at) => now - at < WITHIN), now];
    if (touches.length >= TOUCHES && staff) go(staff);
  }, { capture: true });
}

/** The screen does not go dark between two visitors. */
function keepAwake() {
  if (!("wakeLock" in navigator)) return;
  const ask = () => document.hidden || navigator.wakeLock.request("screen").catch(() => {});
  document.addEventListener("visibilitychange", ask);
  addEventListener("pointerdown", ask, { once: true });
  ask();
}

/** A page that can't be had is replaced by one that waits for the server (kiosk-worker.js). */
function keepHealing() {
  const { home, worker } = document.body.dataset;
  if (worker) navigator.serviceWorker?.register(worker, { scope: home }).catch(() => {});
}
