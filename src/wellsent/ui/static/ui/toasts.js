// Toasts stay for ten seconds, and longer while somebody is on them; the one with "Undo" keeps its button until then.

const SECONDS = 10;

function keep(one) {
  if (one.dataset.left) return;
  one.dataset.left = SECONDS;
  const tick = setInterval(() => {
    if (!one.isConnected) return clearInterval(tick);
    if (one.matches(":hover, :focus-within")) return;
    one.dataset.left -= 1;
    if (one.dataset.left > 0) return;
    clearInterval(tick);
    one.remove();
  }, 1000);
}

export function keepToasts() {
  document.querySelectorAll("[data-toast]").forEach(keep);
}

export function toast(words) {
  const one = document.createElement("div");
  one.className = "toast";
  one.dataset.toast = "";
  one.textContent = words;
  document.getElementById("toasts").append(one);
  keep(one);
}
