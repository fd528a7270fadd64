// SPDX-License-Identifier: Apache-2.0
/**
 * A keypad with a few raised keys drives the whole kiosk: down and up, select, back, help, slower and
 * faster, softer and louder. Also any keyboard. docs/operate/kiosk.md says which key sends what.
 */
const NEXT = new Set(["ArrowDown", "ArrowRight"]);
const BEFORE = new Set(["ArrowUp", "ArrowLeft"]);
const AGAIN = new Set(["F1", "Help", "?"]);
const BACK = new Set(["Escape", "GoBack", "Backspace"]);
const SPEED = { F7: -1, F8: 1, PageDown: -1, PageUp: 1 };
const VOLUME = { F9: -1, F10: 1, "-": -1, "+": 1 };
const CAN_HOLD = "a[href], button:not(:disabled), input:not([type=hidden]), [data-say]:not(.cloth, label, fieldset)";

const isText = (one) => one?.matches("input:not([type=radio], [type=checkbox])");

/** Return what the keys go through, in the order it is read: what can be pressed, and what can
 *  only be heard. */
function stops() {
  const place = document.querySelector("dialog[open]") ?? document.body;
  return [...place.querySelectorAll(CAN_HOLD)].filter((one) => {
    if (place === document.body && one.closest("dialog")) return false;
    if (!one.getClientRects().length) return false;
    return !one.parentElement.closest("a, button");
  });
}

export function followKeypad(guide) {
  let quiet = false; // focus set by the page, not by a person

  function move(step) {
    const all = stops();
    const at = all.indexOf(document.activeElement);
    const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : at + step;
    if (next < 0 || next >= all.length) {
      guide.mode && guide.say(step > 0 ? "last" : "first");
      return;
    }
    if (!all[next].matches("a, button, input")) all[next].tabIndex = -1;
    all[next].focus({ focusVisible: true });
  }

  function select(event, one) {
    if (!one?.matches("[type=radio], [type=checkbox]")) return;
    event.preventDefault();
    one.click();
    guide.mode && guide.say(one, one.checked ? "ticked" : "unticked");
  }

  function goBack() {
    const open = document.querySelector("dialog[open]");
    if (open) open.close();
    else document.querySelector("main .back, .low a[href$='/awal/']")?.click();
  }

  /** The first key of the keypad begins the guide and does nothing else. */
  function begins(event) {
    if (guide.mode || !guide.can) return false;
    if (!NEXT.has(event.key) && !BEFORE.has(event.key) && !AGAIN.has(event.key) && event.key !== "Tab") return false;
    if (isText(event.target) && ["ArrowLeft", "ArrowRight", "?"].includes(event.key)) return false;
    event.preventDefault();
    guide.set("keys");
    guide.say("on", guide.purpose);
    return true;
  }

  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || begins(event)) return;
    const { key, target } = event;
    const typing = isText(target);
    if (typing && ["ArrowLeft", "ArrowRight", "Backspace", "?", "-", "+"].includes(key)) return;
    if (guide.mode === "all") guide.set("keys");
    const act = {
      next: () => move(1), before: () => move(-1), back: goBack,
      again: () => guide.mode && guide.say(guide.purpose, document.activeElement, "on"),
    }[NEXT.has(key) ? "next" : BEFORE.has(key) ? "before" : AGAIN.has(key) ? "again" : BACK.has(key) ? "back" : ""];
    if (act) {
      event.preventDefault();
      act();
    } else if (guide.mode && key in SPEED) guide.faster(SPEED[key]);
    else if (guide.mode && key in VOLUME) guide.louder(VOLUME[key]);
    else if (key === "Enter") select(event, target);
    else return;
    if (key in SPEED || key in VOLUME) event.preventDefault();
  });

  document.addEventListener("focusin", (event) => {
    if (guide.mode !== "keys" || quiet) return;
    const one = event.target;
    const chosen = one.matches("[type=radio], [type=checkbox]") && one.checked;
    guide.say(chosen ? [one, "ticked"] : one);
  });

  // what is typed is said letter by letter, whether by a keyboard or by the keys on the glass
  addEventListener("input", (event) => {
    if (!guide.mode || !isText(event.target)) return;
    const typed = event.data ?? "";
    if (event.inputType?.startsWith("delete")) guide.say("erased");
    else if (typed) guide.say([...typed.toLowerCase()].map((one) => (one === " " ? "space" : one)));
  });
  document.addEventListener("kiosk:typed", (event) => {
    quiet = true;
    setTimeout(() => (quiet = false));
    if (guide.mode) guide.say(event.detail);
  });
}
