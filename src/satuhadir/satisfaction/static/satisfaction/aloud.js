// SPDX-License-Identifier: Apache-2.0
/** Reads the survey aloud with a voice of this phone; where it has none, there is no button. */
const button = document.getElementById("bacakan");
const language = document.documentElement.lang.slice(0, 2);
let reading = false;

/** Return a voice of the phone itself: one that needs a network would send the page away. */
function voice() {
  return speechSynthesis.getVoices().find((one) => one.localService && one.lang.slice(0, 2).toLowerCase() === language);
}

/** Return what is read, from the question that is on the screen on. */
function parts() {
  const asked = [...document.querySelectorAll(".question")];
  const first = asked.findIndex((one) => one.getBoundingClientRect().bottom > 80);
  return asked.slice(Math.max(first, 0)).map((one) => {
    const steps = [...one.querySelectorAll(".step > span:last-child")].map((step) => step.textContent);
    return { text: `${one.querySelector("legend").textContent}. ${steps.join(". ")}.`, place: one };
  });
}

function stop() {
  reading = false;
  speechSynthesis.cancel();
  button.textContent = button.dataset.start;
}

function start() {
  reading = true;
  button.textContent = button.dataset.stop;
  const all = parts();
  all.forEach(({ text, place }, index) => {
    const said = new SpeechSynthesisUtterance(text.replace(/\s+/g, " "));
    said.voice = voice();
    said.lang = language;
    said.onstart = () => reading && place.scrollIntoView({ block: "center" });
    if (index === all.length - 1) said.onend = stop;
    speechSynthesis.speak(said);
  });
}

function offer() {
  button.hidden = !voice();
}

if (button && "speechSynthesis" in window) {
  button.dataset.start = button.textContent;
  button.addEventListener("click", () => (reading ? stop() : start()));
  speechSynthesis.addEventListener?.("voiceschanged", offer);
  addEventListener("pagehide", stop);
  offer();
}
