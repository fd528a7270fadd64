// SPDX-License-Identifier: Apache-2.0
/** Keys on the glass for a field, where a kiosk has no keyboard of its own. */
const ROWS = ["1234567890", "QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM"];

const words = document.getElementById("ucapan");
const spoken = words ? JSON.parse(words.textContent) : {};

/** Let a key be read aloud with the word the page brought for it. */
function sayable(button, name) {
  const [text, proof] = spoken[name] ?? [];
  if (text) button.dataset.say = text;
  if (proof) button.dataset.sayKey = proof;
}

export function layKeys(box) {
  const field = document.getElementById(box.dataset.for);
  field.inputMode = "none"; // the system's own keys stay away

  function key(label, act, wide = false, said = label.toLowerCase()) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", textContent: label, className: wide ? "wide" : "" });
    button.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps its caret
    button.addEventListener("click", () => {
      act();
      document.dispatchEvent(new CustomEvent("kiosk:typed", { detail: said }));
      if (!button.matches(":focus-visible")) field.focus(); // a finger; a keypad stays on its key
    });
    sayable(button, said);
    return button;
  }
  const write = (text) => field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  function erase() {
    const from = field.selectionStart === field.selectionEnd ? Math.max(0, field.selectionStart - 1) : field.selectionStart;
    field.setRangeText("", from, field.selectionEnd, "end");
  }

  const rows = box.dataset.only === "digits" ? ["12345", "67890"] : ROWS;
  for (const letters of rows) {
    const row = document.createElement("div");
    row.append(...[...letters].map((letter) => key(letter, () => write(letter))));
    if (letters === ROWS[2] && !box.dataset.space) row.append(key("-", () => write("-")));
    if (letters === ROWS[3]) {
      if (box.dataset.space) row.append(key(box.dataset.space, () => write(" "), true, "space"));
      row.append(key(box.dataset.erase, erase, true, "erase"));
    }
    if (rows !== ROWS && letters === rows[1]) row.append(key(box.dataset.erase, erase, true, "erase"));
    box.append(row);
  }
}
