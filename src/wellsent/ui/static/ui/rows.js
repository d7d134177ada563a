// The rows of the page's main list (what data-rows names, inside the element that carries it): j and k move through them,
// Enter opens the one that has the focus, x ticks it. Ticking the box before all ticks the page.

import { addCommands } from "./keys.js";

function rows() {
  return [...document.querySelectorAll("[data-rows]")].flatMap((list) =>
    [...list.querySelectorAll(list.dataset.rows)].filter((row) => row.checkVisibility() && opener(row)));
}

function opener(row) {
  return row.querySelector(".row-name, h3 a, a, button");
}

function current() {
  return rows().findIndex((row) => row.contains(document.activeElement));
}

function move(step) {
  const all = rows();
  const here = current();
  const next = here < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(here + step, 0), all.length - 1);
  opener(all[next]).focus();
}

function box() {
  return rows()[current()]?.querySelector("input[type=checkbox][name=row]");
}

function inside(what) {
  return rows()[current()]?.querySelector(what);
}

function isInAny(what) {
  return rows().some((row) => row.querySelector(what));
}

function openMenu() {
  inside(".menu > summary").click();
  inside(".menu[open] button, .menu[open] a")?.focus();
}

const hasRows = () => rows().length > 0;
const hasBoxes = () => document.querySelector("input[name=row]") !== null;
addCommands(
  { keys: ["j"], words: "Next row", isOn: hasRows, run: () => move(1) },
  { keys: ["k"], words: "Row before", isOn: hasRows, run: () => move(-1) },
  {
    keys: ["enter"],
    words: "Open the row",
    isOn: () => Boolean(box()?.matches(":focus")), // on its link, Enter does so by itself; its other buttons keep theirs
    isListed: hasRows,
    run: () => opener(rows()[current()]).click(),
  },
  { keys: ["x"], words: "Tick the row", isOn: () => Boolean(box()), isListed: hasBoxes, run: () => box().click() },
  {
    keys: ["l"],
    words: "Press the row's first button",
    isOn: () => Boolean(inside(".row-of-buttons .button")),
    isListed: () => isInAny(".row-of-buttons .button"),
    run: () => inside(".row-of-buttons .button").click(),
  },
  {
    keys: ["p"],
    words: "Put it off, or move it",
    isOn: () => Boolean(inside(".menu > summary")),
    isListed: () => isInAny(".menu > summary"),
    run: openMenu,
  },
);

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-pick-all]")) {
    const boxes = document.querySelectorAll("input[type=checkbox][name=row]");
    boxes.forEach((one) => { one.checked = event.target.checked; });
  } else if (event.target.matches("input[name=row]")) {
    const all = document.querySelector("[data-pick-all]");
    if (all) all.checked = !document.querySelector("input[name=row]:not(:checked)");
  }
});

export function showPickAll() {
  document.querySelectorAll("[data-pick-all]").forEach((one) => { one.hidden = false; });
}
