// SPDX-License-Identifier: Apache-2.0
/** Results while typing. The page is complete without this: the form asks by itself. */
const form = document.querySelector("form[data-finds]");
const box = form.querySelector("input[type=search]");
const results = document.getElementById("hasil");
const said = document.getElementById("kabar");
const rest = document.getElementById("semua");
const PAUSE = 220;
// What may lead to a person is asked only on purpose, with the button.
const PERSONAL = /\d[\d .-]{2,}\d|@/;
let timer;
let asking;
let shown = box.value.trim();

function address(text) {
  return `${form.getAttribute("action")}?q=${encodeURIComponent(text)}`;
}

function clear() {
  if (!rest.childElementCount) {
    location.assign(form.getAttribute("action"));
    return;
  }
  results.replaceChildren();
  rest.hidden = false;
  said.textContent = "";
  history.replaceState(null, "", form.getAttribute("action"));
}

async function find(text) {
  asking?.abort();
  asking = new AbortController();
  results.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address(text), { headers: { "X-Part": "hasil" }, signal: asking.signal });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    results.replaceChildren(...page.body.childNodes);
    rest.hidden = true;
    said.textContent = results.querySelector("[data-said]")?.dataset.said ?? "";
    history.replaceState(null, "", address(text));
  } catch {
    // the button still asks
  } finally {
    results.removeAttribute("aria-busy");
  }
}

box.addEventListener("input", () => {
  clearTimeout(timer);
  const text = box.value.trim();
  if (text === shown) return;
  timer = setTimeout(() => {
    shown = text;
    if (!text) {
      asking?.abort();
      clear();
    } else if (text.length > 1 && !PERSONAL.test(text)) find(text);
  }, PAUSE);
});

/** Arrows lead from the box through the results and back. */
document.addEventListener("keydown", (event) => {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const links = [...results.querySelectorAll(".rows a")];
  const at = links.indexOf(document.activeElement);
  if (at < 0 && document.activeElement !== box) return;
  const next = event.key === "ArrowDown" ? at + 1 : at - 1;
  if (next < -1 || next >= links.length || (at < 0 && event.key === "ArrowUp")) return;
  event.preventDefault();
  (next < 0 ? box : links[next]).focus();
});
