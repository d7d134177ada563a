// Says in words what went wrong with a passkey; allauth's own scripts do the rest.
const WORDS = {
  NotAllowedError: "The passkey was not used: it was cancelled, or took too long. Try again.",
  InvalidStateError: "This passkey is added already. Choose another one.",
  SecurityError:
    "Passkeys work only under https and a name, or on localhost. Open this page under such an address.",
};
const OTHERWISE = "The passkey could not be used here. Try again, or choose another way.";

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const place = document.querySelector("[data-passkey-trouble]");
  place.textContent = WORDS[event.detail.exception?.name] ?? OTHERWISE;
  place.hidden = false;
});
