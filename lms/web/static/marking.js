// Marking without leaving the keyboard: quick points, comments that were used before, Ctrl+Enter.
const form = document.querySelector(".marking form");
const points = form.elements.points;
const comment = form.elements.comment;

form.querySelector("[data-quick-points]").hidden = false;

form.addEventListener("click", (event) => {
  const button = event.target.closest("[data-points], [data-comment]");
  if (!button) return;
  if (button.dataset.points !== undefined) {
    points.value = button.dataset.points;
    points.focus();
    points.select();
    return;
  }
  const words = button.textContent.trim();
  if (!comment.value.includes(words)) comment.value = comment.value ? `${comment.value.trimEnd()}\n${words}` : words;
  comment.focus();
});

comment.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
});

points.select();
