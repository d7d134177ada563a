// A key named by data-key presses its link or button, or goes to its field; "?" shows the keys of the page.

import { lineKeys, pressOnLine } from "./lines.js";

function isTyping(target) {
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

function ofKey(key) {
  return [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === key && one.checkVisibility());
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
  const isSearch = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey);
  if (!isSearch && (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target))) return;
  if (event.key === "?") return showKeys();
  const target = ofKey(isSearch ? "/" : event.key.toLowerCase());
  if (!target && !isSearch && pressOnLine(event.key.toLowerCase())) return event.preventDefault();
  if (!target || target.disabled) return;
  event.preventDefault();
  if (target.matches("input, select, textarea")) target.focus();
  else target.click();
});

function make(tag, options, ...inside) {
  const one = Object.assign(document.createElement(tag), options);
  one.append(...inside);
  return one;
}

function showKeys() {
  const list = make("dl", { className: "definitions" });
  const add = (key, words) => list.append(make("dt", {}, make("kbd", { className: "key" }, key)), make("dd", {}, words));
  lineKeys().forEach(([key, words]) => add(key, words));
  for (const one of document.querySelectorAll("[data-key]")) {
    if (!one.checkVisibility()) continue;
    const words = one.dataset.keyLabel || one.getAttribute("aria-label") || one.textContent.trim();
    add(one.dataset.key.toUpperCase(), words);
  }
  const close = make("form", { method: "dialog" }, make("button", { className: "button" }, "Close"));
  const dialog = make("dialog", {}, make("h2", { id: "keys-title" }, "Keys on this page"), list, close);
  dialog.setAttribute("aria-labelledby", "keys-title");
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
