// A file may be dropped on the zone instead of being chosen; while it is sent, the bar shows how far.

import { toast } from "./toasts.js";

for (const kind of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    const zone = event.target.closest?.("[data-drop]");
    if (!zone) return;
    event.preventDefault();
    zone.classList.toggle("drop-over", kind === "dragover");
    if (kind !== "drop" || !event.dataTransfer.files.length) return;
    const input = zone.querySelector("input[type=file]");
    input.files = event.dataTransfer.files;
    input.form.requestSubmit();
  });
}

// Bubbles after the listeners on the form itself, so that a second click has been stopped already.
window.addEventListener("submit", (event) => {
  const form = event.target;
  const bar = form.matches("[data-drop]") && form.querySelector("progress");
  if (!bar || event.defaultPrevented) return;
  event.preventDefault();
  send(form, bar);
});

function send(form, bar) {
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) Object.assign(bar, { max: event.total, value: event.loaded });
  });
  request.addEventListener("load", () => show(request));
  request.addEventListener("error", () => {
    bar.hidden = true;
    delete form.dataset.sent;
    toast("The file did not arrive, and nothing was stored. Is the server still there? Try again.");
  });
  bar.hidden = false;
  bar.removeAttribute("value");
  request.send(new FormData(form));
}

// Where the file leads: another page, or this place with what is wrong.
function show(request) {
  if (request.status < 400) return location.assign(request.responseURL);
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  const told = page.querySelector("main");
  if (!told) return toast("The file was not taken, and nothing was stored.");
  document.title = page.title;
  document.querySelector("main").replaceChildren(...told.childNodes);
  document.querySelector("main").focus();
}
