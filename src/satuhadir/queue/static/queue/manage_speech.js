// SPDX-License-Identifier: Apache-2.0
/** The manager hears on their own machine what a call sounds like in the hall. */
import { Voice } from "./voice.js";

const button = document.getElementById("contoh");
let voice = null;

button.hidden = false;
button.addEventListener("click", async () => {
  button.setAttribute("aria-busy", "true");
  voice ??= new Voice({ address: button.dataset.speech });
  await voice.wake();
  await voice.refresh();
  button.removeAttribute("aria-busy");
  if (voice.state !== "on") return void (button.textContent = button.dataset.failed);
  voice.stop();
  const [counter] = Object.keys(voice.book.voices[0].counters);
  voice.say({ code: "A-012", counter_name: counter ?? "" });
});
