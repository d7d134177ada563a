// Keys. One named by data-key (several, with spaces between) presses its link or button, or goes to its field; commands
// add what needs no button. Of two with one key the page's own comes before one marked data-key-everywhere. "?" shows all.

const commands = [];

// A command: the keys it answers to, its words, run(), isOn(), which says whether there is anything for it to do now, and
// isListed(), which says whether there could be on this page (as isOn where it is not given).
export function addCommands(...more) {
  commands.push(...more);
}

const TYPED = /^(text|search|email|password|number|date|time|tel|url|month|week|datetime-local)$/;

function isTyping(target) {
  if (target.tagName === "INPUT") return TYPED.test(target.type);
  return target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName);
}

function isEverywhere(one) {
  return one.dataset.keyEverywhere !== undefined;
}

// What can be pressed now: elements first those of the page, then commands that have something to do.
function pressable(isThere = (command) => command.isOn()) {
  const all = [...document.querySelectorAll("[data-key]")].filter((one) => one.checkVisibility() && !one.disabled);
  const own = all.filter((one) => !isEverywhere(one));
  const shared = all.filter(isEverywhere);
  return [...own.map(asKey), ...commands.filter(isThere), ...shared.map(asKey)];
}

function asKey(element) {
  return {
    keys: element.dataset.key.split(" "),
    words: element.dataset.keyLabel || element.getAttribute("aria-label") || element.textContent.trim(),
    everywhere: isEverywhere(element),
    run: () => (element.matches("input, select, textarea") ? element.focus() : element.click()),
  };
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
  const isSearch = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey);
  if (!isSearch && (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target))) return;
  if (event.key === "?") return showKeys();
  const key = isSearch ? "/" : event.key.toLowerCase();
  const wanted = pressable().find((one) => one.keys.includes(key));
  if (!wanted) return;
  event.preventDefault();
  wanted.run();
});

function make(tag, options, ...inside) {
  const one = Object.assign(document.createElement(tag), options);
  one.append(...inside);
  return one;
}

function listOf(entries) {
  const list = make("dl", { className: "definitions" });
  for (const { keys, words } of entries) {
    const signs = keys.flatMap((key, at) => [at ? " or " : "", make("kbd", { className: "key" }, key.toUpperCase())]);
    list.append(make("dt", {}, ...signs), make("dd", {}, words));
  }
  return list;
}

function showKeys() {
  const taken = new Set();
  const all = pressable((command) => (command.isListed ?? command.isOn)()).filter(({ keys }) => {
    const isFree = keys.some((key) => !taken.has(key));
    keys.forEach((key) => taken.add(key));
    return isFree;
  });
  const own = all.filter((one) => !one.everywhere);
  const everywhere = [...all.filter((one) => one.everywhere), { keys: ["?"], words: "Show these keys" }];
  const close = make("form", { method: "dialog" }, make("button", { className: "button" }, "Close"));
  const dialog = make(
    "dialog", {},
    ...(own.length ? [make("h2", { id: "keys-title" }, "Keys on this page"), listOf(own)] : []),
    make("h2", { id: own.length ? "" : "keys-title" }, "Keys on every page"), listOf(everywhere), close,
  );
  dialog.setAttribute("aria-labelledby", "keys-title");
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
