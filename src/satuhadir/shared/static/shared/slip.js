// SPDX-License-Identifier: Apache-2.0
/** A slip prints itself when asked for with ?cetak; the button is there for a second try. */
const button = document.getElementById("cetak");
button.hidden = false;
button.addEventListener("click", () => print());
if (new URLSearchParams(location.search).has("cetak")) addEventListener("load", () => print());
