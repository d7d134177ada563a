// Warns a minute before an idle session ends, and leads to the sign-in page when it has.
// The server counts; this page only asks it, so that work in another tab counts too.
const WARN_SECONDS = 60;
const box = document.querySelector("[data-idle]");
let timer;

async function ask(method) {
  const headers = method === "POST" ? { "X-CSRFToken": box.dataset.csrf } : { "X-Passive": "1" };
  const answer = await fetch(box.dataset.idle, { method, headers, redirect: "manual", cache: "no-store" });
  return answer.ok ? (await answer.json()).seconds_left : 0;
}

function leave() {
  const here = location.pathname + location.search;
  location.assign(`${box.dataset.signIn}?next=${encodeURIComponent(here)}`);
}

function show(seconds) {
  box.querySelector("[data-idle-seconds]").textContent = String(seconds);
  if (!box.open) box.showModal();
}

async function look() {
  let left;
  try {
    left = await ask("GET");
  } catch {
    return plan(30); // no connection: look again later
  }
  if (left <= 0) return leave();
  if (left > WARN_SECONDS) {
    box.close();
    return plan(left - WARN_SECONDS);
  }
  show(left);
  plan(Math.min(left, 5));
}

function plan(seconds) {
  clearTimeout(timer);
  timer = setTimeout(look, seconds * 1000);
}

if (box) {
  box.querySelector("[data-idle-stay]").addEventListener("click", async () => {
    const left = await ask("POST").catch(() => 0);
    box.close();
    plan(Math.max(1, left - WARN_SECONDS));
  });
  document.addEventListener("visibilitychange", () => document.hidden || look());
  plan(Math.max(1, Number(box.dataset.idleLimit) * 60 - WARN_SECONDS));
}
