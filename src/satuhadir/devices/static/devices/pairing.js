// SPDX-License-Identifier: Apache-2.0
/** A code on a glass: ask every three seconds whether it has been entered; then load the page again. */
const words = document.body.dataset;
const line = document.getElementById("keadaan");
const over = Date.now() + Number(words.seconds) * 1000;

function say(text, state) {
  if (line.textContent !== text) line.textContent = text;
  line.dataset.state = state;
}

async function ask() {
  let pause = 3000;
  try {
    const answer = await fetch(words.stateUrl, { cache: "no-store", signal: AbortSignal.timeout(5000) });
    if (answer.status === 429) pause = 20000;
    else if (!answer.ok) throw new Error("unanswered");
    else if ((await answer.json()).state === "ready" || Date.now() > over) {
      say(words.ready, "done");
      location.replace(location.pathname);
      return;
    }
    say(words.waiting, "waiting");
  } catch {
    say(words.off, "offline");
  }
  setTimeout(ask, pause);
}

setTimeout(ask, 3000);
