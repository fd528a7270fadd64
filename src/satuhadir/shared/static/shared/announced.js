// SPDX-License-Identifier: Apache-2.0
/** What the manager says on every screen: comes with the stream, goes when its time is over. */
const box = document.getElementById("diumumkan");
const skew = box ? Date.parse(box.dataset.now) - Date.now() : 0; // this device's clock may be wrong

/** Take the stream's `announce`; a line that closes is told by its own row and tickets. */
export function announced(event) {
  if (!box || !event.id || event.line) return;
  box.querySelector(`[data-id="${CSS.escape(event.id)}"]`)?.remove();
  if (!event.text || Date.parse(event.until) <= Date.now() + skew) return;
  const [notice, text] = [document.createElement("p"), document.createElement("span")];
  notice.className = event.level === "urgent" ? "alert warn" : "alert";
  Object.assign(notice.dataset, { id: event.id, from: event.from, until: event.until });
  if (document.documentElement.lang !== "id") notice.lang = "id";
  text.className = "state";
  text.dataset.state = event.level === "urgent" ? "late" : "called";
  text.textContent = event.text;
  notice.append(text);
  notice.hidden = Date.parse(event.from) > Date.now() + skew;
  if (event.level === "urgent") box.prepend(notice);
  else box.append(notice);
}

function sweep() {
  const now = Date.now() + skew;
  for (const notice of [...box.children]) {
    if (Date.parse(notice.dataset.until) <= now) notice.remove();
    else if (notice.hidden && Date.parse(notice.dataset.from) <= now) notice.hidden = false;
  }
}

/** The page may be older than its stream: what was said or taken back between them is read here. */
async function read() {
  try {
    const answer = await fetch(box.dataset.list, { signal: AbortSignal.timeout(8000) });
    if (!answer.ok) return;
    const { items } = await answer.json();
    const said = new Set(items.map((one) => one.id));
    for (const notice of [...box.children]) if (!said.has(notice.dataset.id)) notice.remove();
    for (const one of items) if (!box.querySelector(`[data-id="${CSS.escape(one.id)}"]`)) announced(one);
  } catch {
    // what stands, stands until its time
  }
}

if (box) {
  setInterval(sweep, 1000);
  setTimeout(read, 2500);
  setInterval(() => document.hidden || read(), 30000);
}
