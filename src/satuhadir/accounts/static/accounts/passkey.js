// SPDX-License-Identifier: Apache-2.0
/**
 * Passkeys: a form with data-passkey asks the device and sends its answer as `credential`.
 *
 * data-passkey="create" makes one, "get" uses one; data-options names the element with the server's
 * options, data-ask the address to fetch them from. Without passkeys in this browser the form goes.
 */
const wrong = document.getElementById("passkey-wrong");
const can = "credentials" in navigator && "PublicKeyCredential" in window;

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!can) {
    form.hidden = true;
    continue;
  }
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask(form);
  });
}
for (const button of document.querySelectorAll("[data-print]")) {
  button.addEventListener("click", () => print());
}

async function ask(form) {
  const button = form.querySelector("button");
  if (wrong) wrong.hidden = true;
  button.disabled = true;
  try {
    const options = await optionsOf(form);
    const made = await navigator.credentials[form.dataset.passkey]({ publicKey: read(options) });
    form.elements.credential.value = JSON.stringify(written(made));
    form.submit();
  } catch {
    button.disabled = false;
    if (wrong) {
      wrong.hidden = false;
      wrong.focus();
    }
  }
}

async function optionsOf(form) {
  if (form.dataset.options) {
    const kept = JSON.parse(document.getElementById(form.dataset.options).textContent);
    return (kept.creation_options ?? kept.request_options).publicKey;
  }
  const answer = await fetch(form.dataset.ask, {
    headers: { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" },
  });
  if (!answer.ok) throw new Error("no options");
  return (await answer.json()).request_options.publicKey;
}

/** The server's options with bytes where the browser wants bytes; the device may keep the key. */
function read(options) {
  const made = { ...options, challenge: bytes(options.challenge) };
  for (const list of ["allowCredentials", "excludeCredentials"]) {
    if (options[list]) made[list] = options[list].map((one) => ({ ...one, id: bytes(one.id) }));
  }
  if (options.user) {
    made.user = { ...options.user, id: bytes(options.user.id) };
    made.authenticatorSelection = {
      ...options.authenticatorSelection,
      residentKey: "preferred",
      requireResidentKey: false,
    };
  }
  return made;
}

/** What the device answered, as JSON. */
function written(made) {
  const answer = made.response;
  const response = { clientDataJSON: text(answer.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (answer[name]) response[name] = text(answer[name]);
  }
  return {
    id: made.id,
    rawId: text(made.rawId),
    type: made.type,
    response,
    clientExtensionResults: made.getClientExtensionResults(),
  };
}

function bytes(base64url) {
  const plain = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (one) => one.charCodeAt(0));
}

function text(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
