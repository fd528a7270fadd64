// SPDX-License-Identifier: Apache-2.0
/** Says beside the field, while somebody types, that a text holds personal numbers. The server asks anyway. */
const PERSONAL = [
  /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/,
  /(?<!\d)\d(?:[ .-]?\d){15}(?![ .-]?\d)/,
  /(?<![\d+])(?:\+?62|0)[ .-]?8(?:[ .-]?\d){7,11}(?!\d)/,
];

for (const field of document.querySelectorAll("[data-hints]")) {
  const hint = document.querySelector(`[data-hint-for="${field.id}"]`);
  let waiting;
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      hint.hidden = !PERSONAL.some((one) => one.test(field.value));
    }, 400);
  });
}
