// SPDX-License-Identifier: Apache-2.0
/** How the paper is coming: asked every second until it is out, or it is known that none comes. */
const SECOND = 1000;

async function look() {
  const shown = document.getElementById("kertas");
  if (shown?.dataset.at !== "printing") return;
  try {
    const answer = await fetch(shown.dataset.url, { cache: "no-store", signal: AbortSignal.timeout(4000) });
    const text = answer.ok && !answer.redirected ? await answer.text() : "";
    const fresh = new DOMParser().parseFromString(text, "text/html").getElementById("kertas");
    if (fresh && fresh.dataset.at !== shown.dataset.at) shown.replaceWith(fresh);
  } catch {
    // the server is away: the page itself says so; ask again
  }
  setTimeout(look, SECOND);
}

setTimeout(look, SECOND / 2);
