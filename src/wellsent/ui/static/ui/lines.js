// A work-list by keys: J and K move from line to line (Enter opens it), L presses its first button, P puts it off.

const KEYS = [["J", "Next line"], ["K", "Line before"], ["Enter", "Open the line"], ["L", "Log it, or done"], ["P", "Put it off"]];

const lines = () => [...document.querySelectorAll("[data-line]")];
const title = (line) => line.querySelector("[data-line-title] a") ?? line.querySelector("[data-line-title]");

/** The keys that hold on this page, for the list of them. */
export function lineKeys() {
  return lines().length ? KEYS : [];
}

/** Whether the key was one of a line's; then it is done. */
export function pressOnLine(key) {
  const all = lines();
  const at = all.findIndex((line) => line.contains(document.activeElement));
  if (key === "j" || key === "k") {
    const next = title(all[key === "j" ? Math.min(at + 1, all.length - 1) : Math.max(at - 1, 0)] ?? document.body);
    if (!next) return false;
    if (!next.matches("a")) next.tabIndex = -1;
    next.focus();
    return true;
  }
  const inside = { l: ".row-of-buttons .button", p: ".menu > summary" }[key];
  const target = inside && at >= 0 && all[at].querySelector(inside);
  if (!target) return false;
  target.click();
  if (key === "p") all[at].querySelector(".menu[open] button")?.focus();
  return true;
}
