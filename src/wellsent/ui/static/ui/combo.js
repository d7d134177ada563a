// A field that finds one of many as one types: arrows choose, Enter takes, Escape leaves. What was taken stands in a hidden
// field; typing on takes it back. The list itself comes from the server (htmx), so that it works the same everywhere.

function parts(field) {
  const combo = field.closest("[data-combo]");
  return { combo, list: combo.querySelector("[role=listbox]"), value: combo.querySelector("[data-combo-value]") };
}

function options(list) {
  return [...list.querySelectorAll("[role=option]")];
}

function mark(field, option) {
  const { list } = parts(field);
  options(list).forEach((one) => one.setAttribute("aria-selected", one === option));
  if (option) field.setAttribute("aria-activedescendant", option.id);
  else field.removeAttribute("aria-activedescendant");
  option?.scrollIntoView({ block: "nearest" });
}

function open(field, isOpen) {
  parts(field).list.hidden = !isOpen;
  field.setAttribute("aria-expanded", isOpen);
}

function take(field, option) {
  const { combo, value } = parts(field);
  value.value = option.dataset.value;
  field.value = option.dataset.words;
  value.dispatchEvent(new Event("change", { bubbles: true }));
  open(field, false);
  const isNew = option.dataset.value === "new";
  const more = document.querySelector("[data-combo-new]");
  if (more) more.hidden = !isNew;
  const fields = [...combo.closest("form").querySelectorAll("input:not([type=hidden]), select, textarea")];
  fields.slice(fields.indexOf(field) + 1).find((one) => one.checkVisibility())?.focus();
}

document.addEventListener("input", (event) => {
  if (!event.target.matches("[data-combo] [role=combobox]")) return;
  parts(event.target).value.value = "";
  event.target.dataset.waits = "";
});

document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (!field.matches?.("[data-combo] [role=combobox]")) return;
  const { list, value } = parts(field);
  const all = options(list);
  const at = all.findIndex((one) => one.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const step = event.key === "ArrowDown" ? 1 : -1;
    if (all.length) mark(field, all[(at + step + all.length) % all.length]);
  } else if (event.key === "Escape" && !list.hidden) {
    event.preventDefault();
    open(field, false);
  } else if (event.key === "Enter" && !value.value && field.value.trim()) {
    event.preventDefault();
    if (at >= 0 && !("waits" in field.dataset)) take(field, all[at]);
    else field.dataset.waits = "enter"; // the answer to what was typed is still on its way
  }
});

document.addEventListener("pointerdown", (event) => {
  const option = event.target.closest("[data-combo] [role=option]");
  if (!option) return;
  event.preventDefault();
  take(option.closest("[data-combo]").querySelector("[role=combobox]"), option);
});

document.addEventListener("focusout", (event) => {
  if (event.target.matches?.("[data-combo] [role=combobox]")) open(event.target, false);
});

// The list has come: the first one is chosen already, so that Enter is enough.
document.addEventListener("htmx:afterSettle", (event) => {
  const list = document.getElementById(event.detail.target?.id ?? "");
  const field = list?.closest("[data-combo]")?.querySelector("[role=combobox]");
  if (!field) return;
  const first = options(list)[0];
  const entered = field.dataset.waits === "enter";
  delete field.dataset.waits;
  mark(field, first);
  open(field, Boolean(first) && document.activeElement === field);
  if (entered && first) take(field, first);
});

// What a fast typist wrote before the scripts were there.
window.addEventListener("load", () => {
  for (const field of document.querySelectorAll("[data-combo] [role=combobox]")) {
    if (field.value && field === document.activeElement && !parts(field).value.value) {
      field.dispatchEvent(new Event("typed-early"));
    }
  }
});
