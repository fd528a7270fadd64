// SPDX-License-Identifier: Apache-2.0
/**
 * Before files leave a phone: photographs are made smaller, too many or too large ones are told
 * beside the field. The server checks and cleans again, whatever comes.
 */
const LONGEST_SIDE = 2048;
const SMALL_ENOUGH = 600_000;

for (const field of document.querySelectorAll("[data-most-files]")) {
  const told = field.parentElement.querySelector("[data-files-error]");
  const tell = (text) => {
    told.textContent = text;
    told.hidden = !text;
    told.className = text ? "error" : "";
    field.setCustomValidity(text);
    if (text) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  };
  field.addEventListener("change", async () => {
    tell("");
    const chosen = [...field.files];
    if (chosen.length > Number(field.dataset.mostFiles)) {
      tell(field.dataset.tooMany);
      return;
    }
    const files = await Promise.all(chosen.map(smaller));
    if (files.some((one, place) => one !== chosen[place])) {
      const list = new DataTransfer();
      for (const one of files) list.items.add(one);
      field.files = list.files;
    }
    if (files.some((one) => one.size > Number(field.dataset.mostBytes))) tell(field.dataset.tooLarge);
  });
}

/** Return the photograph drawn smaller, or the file as it is when that can't be done. */
async function smaller(file) {
  if (!/^image\/(jpeg|png|webp)$/.test(file.type) || file.size <= SMALL_ENOUGH) return file;
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    const sheet = document.createElement("canvas");
    sheet.width = Math.round(picture.width * scale);
    sheet.height = Math.round(picture.height * scale);
    const pen = sheet.getContext("2d");
    pen.fillStyle = "white";
    pen.fillRect(0, 0, sheet.width, sheet.height);
    pen.drawImage(picture, 0, 0, sheet.width, sheet.height);
    picture.close();
    const drawn = await new Promise((done) => sheet.toBlob(done, "image/jpeg", 0.85));
    return drawn && drawn.size < file.size ? new File([drawn], "foto.jpg", { type: drawn.type }) : file;
  } catch {
    return file;
  }
}
