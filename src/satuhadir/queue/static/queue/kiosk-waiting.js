// SPDX-License-Identifier: Apache-2.0
/** The page that waits for the server: goes on where the visitor was, or home when that is long ago. */
const { home, over } = document.body.dataset;
const LONG = 45000;
const since = Date.now();
document.addEventListener("contextmenu", (event) => event.preventDefault());

async function look() {
  try {
    const answer = await fetch(home, { cache: "no-store", signal: AbortSignal.timeout(5000) });
    if (answer.status < 500) {
      const here = await fetch(location.href, { cache: "no-store" });
      const away = Date.now() - since > LONG || here.status >= 400 || here.url.endsWith("/jaringan/");
      location.replace(away ? over : location.href);
      return;
    }
  } catch {
    // still away
  }
  setTimeout(look, 2000);
}
setTimeout(look, 1000);
