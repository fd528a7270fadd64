// SPDX-License-Identifier: Apache-2.0
/**
 * The pulse of a kiosk or display: every half minute it says that it is there. Shut out meanwhile, it
 * goes to its first page, which then shows why. `<script data-pulse="…" data-home="…">`
 */
const { pulse, home } = document.querySelector("script[data-pulse]").dataset;

async function beat() {
  try {
    const answer = await fetch(pulse, { cache: "no-store", signal: AbortSignal.timeout(8000) });
    if (answer.status === 401 || answer.status === 403) location.replace(home);
  } catch {
    // the page itself says that it is cut off
  }
}

setInterval(beat, 30000);
