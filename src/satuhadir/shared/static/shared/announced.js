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

if (box) setInterval(sweep, 1000);
