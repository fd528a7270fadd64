// SPDX-License-Identifier: Apache-2.0
/**
 * Make one element like another without drawing it anew: nodes stay where they are alike, so that
 * the focus, the scroll, open details and what somebody types are kept. Children with an id are
 * known by it, others by their place.
 */
export function morph(from, to) {
  if (from.nodeType !== to.nodeType || from.nodeName !== to.nodeName) return void from.replaceWith(to);
  if (from.nodeType !== Node.ELEMENT_NODE) {
    if (from.data !== to.data) from.data = to.data;
    return;
  }
  attributes(from, to);
  children(from, to);
}

const KEPT = new Set(["open", "aria-busy"]); // what a hand did, the server knows nothing of

function attributes(from, to) {
  for (const { name } of [...from.attributes]) {
    if (!to.hasAttribute(name) && !KEPT.has(name)) from.removeAttribute(name);
  }
  for (const { name, value } of to.attributes) {
    if (from.getAttribute(name) !== value && !KEPT.has(name)) from.setAttribute(name, value);
  }
}

function children(from, to) {
  const byId = new Map([...from.children].filter((one) => one.id).map((one) => [one.id, one]));
  let here = from.firstChild;
  for (const wanted of [...to.childNodes]) {
    const same = wanted.id ? byId.get(wanted.id) : here && !here.id && here.nodeName === wanted.nodeName ? here : null;
    if (!same) {
      from.insertBefore(wanted, here);
      continue;
    }
    if (same === here) here = here.nextSibling;
    else from.insertBefore(same, here);
    morph(same, wanted);
  }
  while (here) {
    const next = here.nextSibling;
    here.remove();
    here = next;
  }
}
