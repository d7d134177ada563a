// A card may be dragged to another column. What the drop means is asked for like any press of a button: the column's stage
// is one of the card's own moves, and its button is pressed. So nothing can be dragged that cannot be pressed.

let dragged = null;

function moveTo(card, stage) {
  const button = [...card.querySelectorAll("button[name=to]")].find((one) => one.value === stage);
  if (button) return button;
  return [...card.querySelectorAll("[data-to]")].find((one) => one.dataset.to === stage);
}

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("[data-board] [data-card]") ?? null;
  if (!dragged) return;
  dragged.setAttribute("aria-grabbed", "true");
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", "");
});

document.addEventListener("dragend", () => {
  dragged?.removeAttribute("aria-grabbed");
  dragged = null;
  document.querySelectorAll(".board-over").forEach((one) => one.classList.remove("board-over"));
});

for (const kind of ["dragenter", "dragover", "drop"]) {
  document.addEventListener(kind, (event) => {
    const column = dragged && event.target.closest?.("[data-stage]");
    if (!column || column.contains(dragged)) return;
    const press = moveTo(dragged, column.dataset.stage);
    if (!press) return;
    event.preventDefault();
    document.querySelectorAll(".board-over").forEach((one) => one.classList.toggle("board-over", one === column));
    column.classList.add("board-over");
    if (kind === "drop") press.click();
  });
}
