// SPDX-License-Identifier: Apache-2.0
/** Papers ticked while they are checked: kept in this tab for this ticket, never sent. */
const NAME = "berkas-";

const box = () => document.querySelector("[data-papers]");

export function drawPapers() {
  const papers = box();
  const ours = papers && NAME + papers.dataset.papers;
  for (const name of Object.keys(sessionStorage)) {
    if (name.startsWith(NAME) && name !== ours) sessionStorage.removeItem(name);
  }
  if (!papers) return;
  const ticked = new Set((sessionStorage.getItem(ours) ?? "").split(" "));
  for (const one of papers.querySelectorAll("input")) one.checked = ticked.has(one.id);
  count(papers);
}

document.addEventListener("change", (event) => {
  const papers = event.target.closest("[data-papers]");
  if (!papers) return;
  const ticked = [...papers.querySelectorAll("input:checked")].map((one) => one.id);
  sessionStorage.setItem(NAME + papers.dataset.papers, ticked.join(" "));
  count(papers);
});

function count(papers) {
  const all = papers.querySelectorAll("input").length;
  const done = papers.querySelectorAll("input:checked").length;
  const text = papers.querySelector("[data-count]");
  text.textContent = all && done ? text.dataset.text.replace("{n}", done).replace("{all}", all) : "";
}
