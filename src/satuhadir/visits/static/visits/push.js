// SPDX-License-Identifier: Apache-2.0
/*
 * "Notify me on this phone": when the form of reminders asks for push, the browser is asked first and
 * its subscription is sent as the address. Without push, or without leave, the form says so itself.
 */
const form = document.querySelector("form[data-push]");
const address = form?.elements.alamat;
const holder = address?.closest(".field");
const chosen = () => form.elements.saluran.value === "push";

function show() {
  if (holder) holder.hidden = chosen();
}

async function subscription() {
  const worker = await navigator.serviceWorker.register(form.dataset.worker, { scope: form.dataset.scope });
  await navigator.serviceWorker.ready;
  return worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: form.dataset.push });
}

if (form?.dataset.push) {
  form.addEventListener("change", show);
  show();
  form.addEventListener("submit", async (event) => {
    if (!chosen() || address.value.startsWith("{")) return;
    event.preventDefault();
    try {
      if (!("PushManager" in window) || (await Notification.requestPermission()) !== "granted") throw new Error();
      address.value = JSON.stringify(await subscription());
    } catch {
      address.value = "-";
    }
    form.submit();
  });
}
