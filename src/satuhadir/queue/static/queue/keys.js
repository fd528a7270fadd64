// SPDX-License-Identifier: Apache-2.0
/** Keys on the glass for a field, where a kiosk has no keyboard of its own. */
const ROWS = ["1234567890", "QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM"];

export function layKeys(box) {
  const field = document.getElementById(box.dataset.for);
  field.inputMode = "none"; // the system's own keys stay away

  function key(label, act, wide = false) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", textContent: label, className: wide ? "wide" : "" });
    button.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps its caret
    button.addEventListener("click", () => {
      act();
      field.focus();
    });
    return button;
  }
  const write = (text) => field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  function erase() {
    const from = field.selectionStart === field.selectionEnd ? Math.max(0, field.selectionStart - 1) : field.selectionStart;
    field.setRangeText("", from, field.selectionEnd, "end");
  }

  for (const letters of ROWS) {
    const row = document.createElement("div");
    row.append(...[...letters].map((letter) => key(letter, () => write(letter))));
    if (letters === ROWS[2] && !box.dataset.space) row.append(key("-", () => write("-")));
    if (letters === ROWS[3]) {
      if (box.dataset.space) row.append(key(box.dataset.space, () => write(" "), true));
      row.append(key(box.dataset.erase, erase, true));
    }
    box.append(row);
  }
}
