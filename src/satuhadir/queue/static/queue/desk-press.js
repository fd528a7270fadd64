// SPDX-License-Identifier: Apache-2.0
/**
 * A press that got no answer: kept in the tab with its Idempotency-Key, sent again by itself for a
 * minute, and offered again after a reload or a sign-in. Sent twice it is still one press.
 */
const KEPT = "loket-tekan";
const TRY_FOR = 60_000;
const OFFER_FOR = 600_000;
const PATIENCE = 10_000;

let trying = null; // the press that is sent again and again
let offered = null; // the press that waits for a yes
let timer = 0;

export const isTrying = () => trying !== null;

/** What a form is about to send, and in which words it was pressed. */
export function pressOf(form, submitter, fields) {
  const words = submitter?.querySelector("span:not([data-left])") ?? submitter;
  return {
    page: location.pathname,
    url: form.action,
    fields: [...fields].filter(([name]) => name !== "csrfmiddlewaretoken"),
    label: (words?.firstChild?.textContent ?? "").trim(),
    at: Date.now(),
  };
}

export function keep(press) {
  sessionStorage.setItem(KEPT, JSON.stringify(press));
}

export function drop() {
  clearTimeout(timer);
  trying = offered = null;
  sessionStorage.removeItem(KEPT);
}

/** Send `press` until it is answered; `on` hears `again`, `answer` (text) or `over`. */
export function repeat(press, on) {
  keep(press);
  trying = press;
  on.again(press);
  const wait = Math.min(4000, 1000 + (Date.now() - press.at) / 8);
  timer = setTimeout(() => attempt(press, on), wait);
}

/** Don't wait for the next try. */
export function now(on) {
  const press = trying ?? offered;
  if (!press) return false;
  clearTimeout(timer);
  if (offered) Object.assign(press, { at: Date.now() });
  offered = null;
  trying = press;
  attempt(press, on);
  return true;
}

/** The press that this page left unanswered before it was loaded, or null. */
export function left() {
  try {
    const press = JSON.parse(sessionStorage.getItem(KEPT));
    if (press?.page === location.pathname && Date.now() - press.at < OFFER_FOR) offered = press;
    else if (press) drop();
  } catch {
    drop();
  }
  return offered;
}

export const isOffered = () => offered !== null;

async function attempt(press, on) {
  const token = document.querySelector("#meja [name=csrfmiddlewaretoken]")?.value ?? "";
  let answer = null;
  try {
    answer = await fetch(press.url, {
      method: "POST",
      headers: { "HX-Request": "true" },
      body: new URLSearchParams([...press.fields, ["csrfmiddlewaretoken", token]]),
      signal: AbortSignal.timeout(PATIENCE),
    });
  } catch {
    /* the network is still away */
  }
  if (trying !== press) return; // given up meanwhile
  if (answer && answer.status < 500 && answer.status !== 429) {
    const text = await answer.text().catch(() => null);
    if (text !== null) {
      trying = null;
      on.answer(answer, text);
      return;
    }
  }
  if (Date.now() - press.at < TRY_FOR) repeat(press, on);
  else {
    trying = null;
    offered = press;
    on.over(press);
  }
}
