// What pages do beyond links and forms. Everything here is an addition: without it each action is an ordinary post.
// Listeners sit on the document, so that what htmx swaps in is covered too.

import { keepToasts, toast } from "./toasts.js";
import "./board.js";
import "./combo.js";
import { showPickAll } from "./rows.js";
import "./drop.js";
import "./keys.js";
import "./search.js";

// A second click on a button that is already at work does nothing.
const DOUBLE_CLICK_MS = 4000;
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, DOUBLE_CLICK_MS);
  if (form.dataset.keeps === undefined) return;
  event.preventDefault();
  sendOnceReached(form, event.submitter);
});

// A long form (data-keeps) is sent only while the server answers: on the browser's own page for a lost connection, what
// was typed would be gone.
async function sendOnceReached(form, button) {
  try {
    await fetch("/healthz", { method: "HEAD", cache: "no-store" });
  } catch {
    delete form.dataset.sent;
    return toast("The server cannot be reached. What you typed stays here: try again.");
  }
  if (button?.name) {
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name: button.name, value: button.value }));
  }
  form.submit();
}
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload(); // a page from the back-forward cache may be somebody else's
});

// Dialogs and menus: a button names the dialog it opens; Escape or a click elsewhere closes a menu.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) {
    event.preventDefault();
    document.getElementById(opener.dataset.opens)?.showModal();
  }
  event.target.closest("[data-closes]")?.closest("dialog").close();
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest?.("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// A link that opens its form in a dialog beside it; the dialog closes by itself once what it was for is done.
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-dialog]");
  if (link) document.getElementById(link.dataset.dialog)?.showModal();
});
document.addEventListener("facts-changed", () => {
  document.querySelectorAll("dialog[open][data-closes-when-done]").forEach((dialog) => dialog.close());
});

// A form that is sent as soon as something in it is chosen; its button is for pages without scripts.
document.addEventListener("change", (event) => event.target.closest("form[data-on-change]")?.requestSubmit());

// The theme: what was chosen, else the system's own.
document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-theme-choice]")) return;
  const choice = event.target.value;
  if (choice === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = choice;
  try { localStorage.setItem("theme", choice); } catch { /* kept for this page only */ }
});
function showTheme() {
  const chosen = document.documentElement.dataset.theme ?? "system";
  document.querySelectorAll("[data-theme-choice]").forEach((select) => { select.value = chosen; });
}

// Which line of a work-list an action came from: when it leaves, the next one moves up into its place.
let place = -1;
document.addEventListener("htmx:beforeRequest", (event) => {
  const line = event.target.closest("[data-line]");
  place = line ? [...document.querySelectorAll("[data-line]")].indexOf(line) : -1;
});
function lineInPlace(target) {
  const lines = place < 0 ? [] : target?.querySelectorAll("[data-line]");
  const title = lines?.[Math.min(place, lines.length - 1)]?.querySelector("[data-line-title]");
  return title?.querySelector("a") ?? title;
}

// After a swap: say what changed, and put the focus where work goes on if it was lost with what is gone.
function afterSwap(event) {
  keepToasts();
  showPickAll();
  showTheme();
  const target = document.getElementById(event.detail.target?.id ?? "");
  const said = target?.querySelector("[data-announce]");
  if (said) document.getElementById("said").textContent = said.textContent;
  if (document.activeElement.matches("dialog[open] [data-closes]")) { // it opened before its form was there
    target?.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  }
  if (document.activeElement !== document.body) return;
  const next = lineInPlace(target) ?? target?.querySelector("[autofocus], [data-focus]") ?? target;
  if (!next) return;
  if (!next.matches("a, button, input, select, textarea, [tabindex]")) next.tabIndex = -1;
  next.focus({ preventScroll: true });
}
document.addEventListener("htmx:afterSettle", afterSwap);
document.addEventListener("htmx:oobAfterSwap", keepToasts);
document.addEventListener("htmx:responseError", () => toast("That did not work, and nothing was changed. Load the page again."));
document.addEventListener("htmx:sendError", () => toast("The server cannot be reached, so nothing was changed. Try again."));

showTheme();
showPickAll();
keepToasts();
