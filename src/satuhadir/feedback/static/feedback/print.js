// SPDX-License-Identifier: Apache-2.0
/** The button that prints the paper with a complaint's code. */
document.getElementById("cetak").addEventListener("click", () => window.print());
