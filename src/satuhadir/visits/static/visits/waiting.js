// SPDX-License-Identifier: Apache-2.0
/*
 * A place on the waiting list: looks again every minute, and shows the page anew only when it says
 * something else, so that nobody's focus moves for nothing. Without scripts the page reloads itself.
 */
const place = document.querySelector("[data-is]");

async function look() {
  if (document.hidden) return;
  try {
    const answer = await fetch(location.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.querySelector("[data-is]");
    if (answer.ok && now?.dataset.is !== place.dataset.is) location.reload();
  } catch {
    // no network now: the next minute
  }
}

if (place) setInterval(look, 60_000);
