// SPDX-License-Identifier: Apache-2.0
/**
 * The keys of the officer's desk. Function keys are drawn on the buttons they press (`data-key`); a
 * pad of figures may do the same, and can be switched off. A held key is one press.
 */
const PAD = {
  NumpadEnter: "F9", Numpad9: "F9", Numpad8: "F8", Numpad7: "F7",
  Numpad2: "F2", Numpad3: "F3", Numpad4: "F4", Numpad6: "F6", Numpad0: "F10",
};
const OURS = new Set(["F1", "F2", "F3", "F4", "F6", "F7", "F8", "F9", "F10"]);
const KEPT = "loket-papan-angka";
const PRESSED = "button, a, summary, input, select, textarea, [contenteditable]";

export const isDialogOpen = () => document.querySelector("[popover]:popover-open") !== null;

/** Listen for keys; the switch stands in the list of keys. */
export function listen() {
  const pad = document.getElementById("papan-angka");
  pad.checked = localStorage.getItem(KEPT) !== "mati";
  pad.addEventListener("change", () => localStorage.setItem(KEPT, pad.checked ? "hidup" : "mati"));
  addEventListener("keydown", (event) => {
    if (event.repeat && ["Enter", " "].includes(event.key) && event.target.closest("button")) {
      event.preventDefault(); // a button under a held key is pressed once
      return;
    }
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const wanted = wantedKey(event, pad.checked);
    if (!wanted) return;
    event.preventDefault();
    if (event.repeat) return;
    if (wanted === "F1") document.getElementById("tombol").togglePopover();
    else if (!isDialogOpen()) buttonOf(wanted)?.click();
  });
}

function wantedKey(event, pad) {
  const elsewhere = event.target.closest(PRESSED);
  if (OURS.has(event.key)) return event.shiftKey ? "" : event.key;
  if (!pad || (elsewhere && elsewhere.id !== "utama")) return "";
  if (event.key === "?") return "F1";
  if (event.shiftKey) return "";
  if (event.key === " " && !elsewhere) return "F9";
  return /^(Enter|\d)$/.test(event.key) ? (PAD[event.code] ?? "") : "";
}

function buttonOf(key) {
  if (key === "F9") return document.querySelector("#meja #utama");
  return document.querySelector(`:is(#meja, #alat) [data-key="${key}"]`);
}
