// Search everywhere: what is typed is posted, never put in an address; the answers are a listbox led by the arrow keys.
// Closed, the dialog forgets what was typed and found: the next person at this screen may be another.

const dialog = document.getElementById("search");
const field = dialog?.querySelector("[role=combobox]");
let foundFor = "";
let opensFirst = false;
let isLeaving = false;

function options() {
  return [...dialog.querySelectorAll("[role=option]")];
}

function choose(option) {
  for (const one of options()) one.setAttribute("aria-selected", String(one === option));
  if (option) field.setAttribute("aria-activedescendant", option.id);
  else field.removeAttribute("aria-activedescendant");
  option?.scrollIntoView({ block: "nearest" });
}

function chosen() {
  return options().find((one) => one.getAttribute("aria-selected") === "true");
}

function move(step) {
  const all = options();
  if (all.length) choose(all[(all.indexOf(chosen()) + step + all.length) % all.length]);
}

function enter() {
  if (!field.value.trim()) return;
  if (foundFor === field.value) return chosen()?.click();
  opensFirst = true; // the answers to these letters are on their way
}

// An answer that is still on its way must not arrive in a dialog that has forgotten its question.
function stopAsking() {
  window.htmx?.trigger(dialog.querySelector("form"), "htmx:abort");
}

function forget() {
  stopAsking();
  dialog.querySelector("form").reset();
  dialog.querySelector("#search-found").replaceChildren();
  dialog.querySelector("#search-said").textContent = "";
  field.setAttribute("aria-expanded", "false");
  field.removeAttribute("aria-activedescendant");
  foundFor = "";
  opensFirst = false;
}

function afterAnswer() {
  const all = options();
  field.setAttribute("aria-expanded", String(all.length > 0));
  dialog.querySelector("#search-said").textContent = dialog.querySelector("[data-said]")?.textContent ?? "";
  choose(all[0]);
  if (opensFirst && foundFor === field.value) chosen()?.click();
}

if (dialog) {
  const keys = { ArrowDown: () => move(1), ArrowUp: () => move(-1), Enter: enter, Escape: () => dialog.close() };
  field.addEventListener("keydown", (event) => {
    if (!keys[event.key] || event.isComposing) return;
    event.preventDefault();
    keys[event.key]();
  });
  field.addEventListener("input", () => { opensFirst = false; });
  dialog.addEventListener("submit", () => {
    isLeaving = true;
    stopAsking();
  });
  let asked = "";
  dialog.addEventListener("htmx:beforeRequest", (event) => {
    if (isLeaving || !dialog.open) event.preventDefault();
    asked = field.value;
  });
  dialog.addEventListener("htmx:afterSwap", () => {
    foundFor = asked;
    afterAnswer();
  });
  dialog.addEventListener("close", forget);
}
