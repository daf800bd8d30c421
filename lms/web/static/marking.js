// Marking without leaving the keyboard: digits pick criteria, quick points, earlier comments, Ctrl+Enter.
const form = document.querySelector(".marking form.form");
const points = form.elements.points;
const comment = form.elements.comment;
const criteria = [...form.querySelectorAll("input[name='criteria']")];
const sum = form.querySelector("[data-sum]");

form.querySelector("[data-quick-points]").hidden = false;

function showSum() {
  if (!sum) return;
  const worth = JSON.parse(form.dataset.worth);
  const picked = criteria.filter((one) => one.checked);
  const total = picked.reduce((so_far, one) => so_far + worth[one.value], Number(form.dataset.start));
  const within = Math.min(Math.max(total, 0), Number(form.dataset.most));
  sum.textContent = sum.dataset.sum.replace("{}", String(Math.round(within * 100) / 100));
  sum.hidden = !picked.length;
}

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

form.addEventListener("change", showSum);

form.addEventListener("keydown", (event) => {
  const is_typing = event.target === points || event.target === comment;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey || criteria.includes(event.target))) {
    event.preventDefault();
    form.requestSubmit();
  }
  if (!is_typing && !event.ctrlKey && !event.metaKey && !event.altKey && /^[1-9]$/.test(event.key)) {
    criteria[Number(event.key) - 1]?.click();
    criteria[Number(event.key) - 1]?.focus();
  }
});

if (criteria.length && !form.querySelector(".field--wrong")) criteria[0].focus();
else points.select();
showSum();
