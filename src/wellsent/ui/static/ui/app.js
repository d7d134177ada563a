// What pages do beyond links and forms. Everything here is an addition: without it each action is an ordinary post.

const TOAST_SECONDS = 10;

// Toasts leave after ten seconds; the one with "Undo" keeps its button until then.
function dismissLater(toast) {
  if (toast.dataset.timed) return;
  toast.dataset.timed = "yes";
  setTimeout(() => toast.remove(), TOAST_SECONDS * 1000);
}
function dismissToasts() {
  document.querySelectorAll("[data-toast]").forEach(dismissLater);
}

// A key named by data-key presses its link or button, unless somebody is typing.
function isTyping(target) {
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "?") return showKeys();
  const wanted = event.key.toLowerCase();
  const target = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === wanted);
  if (!target || target.disabled) return;
  event.preventDefault();
  if (target.matches("input, select, textarea")) target.focus();
  else target.click();
});

function showKeys() {
  const dialog = document.createElement("dialog");
  const title = document.createElement("h2");
  title.textContent = "Keys on this page";
  const list = document.createElement("dl");
  list.className = "definitions";
  document.querySelectorAll("[data-key]").forEach((one) => {
    const key = document.createElement("dt");
    key.textContent = one.dataset.key.toUpperCase();
    const does = document.createElement("dd");
    does.textContent = one.dataset.keyLabel || one.getAttribute("aria-label") || one.textContent.trim();
    list.append(key, does);
  });
  const form = document.createElement("form");
  form.method = "dialog";
  const close = document.createElement("button");
  close.className = "button";
  close.textContent = "Close";
  form.append(close);
  dialog.append(title, list, form);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

// A second click on a button that is already at work does nothing.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method === "dialog") return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 4000);
});
window.addEventListener("pageshow", (event) => {
  document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
  if (event.persisted) location.reload(); // a page from the back-forward cache may be somebody else's
});

// Dialogs written into the page are opened by a button that names them.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) {
    event.preventDefault();
    document.getElementById(opener.dataset.opens)?.showModal();
  }
  const closer = event.target.closest("[data-closes]");
  if (closer) closer.closest("dialog")?.close();
  const theme = event.target.closest("[data-theme-choice]");
  if (theme) {
    const choice = theme.dataset.themeChoice;
    if (choice === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = choice;
    try { localStorage.setItem("theme", choice); } catch { /* kept for this page only */ }
  }
});

// A file may be dropped on the zone instead of being chosen.
document.querySelectorAll("[data-drop]").forEach((zone) => {
  const input = zone.querySelector("input[type=file]");
  const over = (on) => zone.classList.toggle("drop-over", on);
  zone.addEventListener("dragover", (event) => { event.preventDefault(); over(true); });
  zone.addEventListener("dragleave", () => over(false));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    over(false);
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    input.form.requestSubmit();
  });
  input.addEventListener("change", () => { if (input.files.length) input.form.requestSubmit(); });
});

// The first thing wrong with a form takes the focus.
document.querySelector(".form-errors")?.focus();

dismissToasts();
document.body.addEventListener("htmx:afterSwap", dismissToasts);
document.body.addEventListener("htmx:oobAfterSwap", dismissToasts);
