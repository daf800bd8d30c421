// What a question's fields do beyond holding an answer. Without this script they still can be filled in.

// Two entries never share a place: the one that was there takes the place that became free.
function keepPlacesApart(changed) {
  const order = changed.closest(".order");
  const others = [...order.querySelectorAll("select")].filter((each) => each !== changed);
  const former = changed.dataset.former ?? "";
  changed.dataset.former = changed.value;
  const same = others.find((each) => changed.value && each.value === changed.value);
  if (!same) return;
  const isFree = others.every((each) => each.value !== former);
  same.value = isFree ? former : "";
  const line = order.querySelector("[data-moved]");
  const words = { entry: same.closest(".pair").querySelector(".pair__thing").textContent.trim(), place: same.selectedOptions[0].textContent };
  line.textContent = line.dataset.moved.replace(/\{(entry|place)\}/g, (_all, name) => words[name]);
}

document.addEventListener("focusin", (event) => { if (event.target.matches(".order select")) event.target.dataset.former = event.target.value; });
document.addEventListener("change", (event) => { if (event.target.matches(".order select")) keepPlacesApart(event.target); }, true);
