// What a question's fields do beyond holding an answer. Without this script they still can be filled in.

// Two entries never share a place: the one that was there takes the place that became free. While
// arrow keys run through the places, each entry has its own again as soon as it is passed by.
const places = new WeakMap();

function placesIn(order) { return [...order.querySelectorAll("select")]; }

function notePlaces(select) {
  places.set(select, new Map(placesIn(select.closest(".order")).map((each) => [each, each.value])));
}

function keepPlacesApart(changed) {
  const order = changed.closest(".order");
  const before = places.get(changed) ?? new Map();
  const others = placesIn(order).filter((each) => each !== changed);
  for (const each of others) each.value = before.get(each) ?? each.value;
  const line = order.querySelector("[data-moved]");
  line.textContent = "";
  const same = others.find((each) => changed.value && each.value === changed.value);
  if (!same) return;
  const former = before.get(changed) ?? "";
  same.value = others.some((each) => each.value === former) ? "" : former;
  const words = { entry: same.closest(".pair").querySelector(".pair__thing").textContent.trim(), place: same.selectedOptions[0].textContent };
  line.textContent = line.dataset.moved.replace(/\{(entry|place)\}/g, (_all, name) => words[name]);
}

document.addEventListener("focusin", (event) => { if (event.target.matches(".order select")) notePlaces(event.target); });
document.addEventListener("filled", () => { if (document.activeElement.matches(".order select")) notePlaces(document.activeElement); });
document.addEventListener("change", (event) => { if (event.target.matches(".order select")) keepPlacesApart(event.target); }, true);

// In a program Tab indents and Shift+Tab goes back; after Escape, Tab leads on as everywhere.
const INDENT = "    ";
let leaves = null;

function keyInCode(event) {
  const field = event.target.closest?.(".code-answer");
  if (!field) return;
  if (event.key === "Escape") { leaves = field; return; }
  if (["Shift", "Control", "Alt", "Meta"].includes(event.key)) return;
  const isLeaving = leaves === field;
  leaves = null;
  if (event.key !== "Tab" || event.shiftKey || event.ctrlKey || event.altKey || event.metaKey || isLeaving) return;
  event.preventDefault();
  // as if it were typed, so that it can be undone
  document.execCommand("insertText", false, INDENT);
}

document.addEventListener("keydown", keyInCode);

// A notebook goes up as soon as it is chosen; its receipt is the answer that is saved.
async function sendNotebook(task, file) {
  const line = task.querySelector("[data-receipt]");
  const answer = task.querySelector('[name="answer"]');
  const body = new FormData();
  body.append("file", file);
  line.textContent = task.dataset.sending;
  try {
    const csrf = document.querySelector('meta[name="csrf-token"]').content;
    const got = await fetch(task.dataset.address, { method: "POST", body, headers: { Accept: "application/json", "X-CSRFToken": csrf } });
    const data = await got.json();
    if (!got.ok) { showReceipt(task, data.reason ?? task.dataset.failed); return; }
    answer.value = data.sha256;
    answer.dispatchEvent(new Event("change", { bubbles: true }));
    showReceipt(task);
  } catch { showReceipt(task, task.dataset.failed); }
}

// What went wrong stands before the receipt of what still counts.
function showReceipt(task, problem = "") {
  const { value } = task.querySelector('[name="answer"]');
  const words = value ? task.dataset.kept.replace("{receipt}", value.slice(0, 12)) : task.dataset.none;
  task.querySelector("[data-receipt]").textContent = [problem, words].filter(Boolean).join(" ");
}

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-file]") && event.target.files.length) sendNotebook(event.target.closest(".notebook-task"), event.target.files[0]);
});
document.addEventListener("filled", (event) => { for (const task of event.target.querySelectorAll(".notebook-task")) showReceipt(task); });

// Points of a picture: set by pointer or arrow keys, shown as marks, kept in the fields.
class Hotspot {
  constructor(root) {
    this.root = root;
    this.width = Number(root.dataset.width);
    this.height = Number(root.dataset.height);
    this.points = [...root.querySelectorAll(".hotspot__point")].map((point) => point.querySelectorAll("input"));
    this.current = 0;
    this.aim = root.querySelector(".hotspot__aim");
    this.aim.hidden = false;
    this.aim.addEventListener("click", (event) => this.clicked(event));
    this.aim.addEventListener("keydown", (event) => this.pressed(event));
    this.draw();
  }

  at(n) { const [x, y] = this.points[n]; return x.value === "" || y.value === "" ? null : [Number(x.value), Number(y.value)]; }

  clicked(event) {
    if (event.detail === 0) { this.current = (this.current + 1) % this.points.length; this.tell(); this.draw(); return; }
    const box = this.root.querySelector("[data-picture] img").getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * this.width;
    const y = ((event.clientY - box.top) / box.height) * this.height;
    const free = this.points.findIndex((_point, n) => !this.at(n));
    this.current = free >= 0 ? free : this.nearest(x, y);
    this.set(x, y);
  }

  nearest(x, y) {
    const far = this.points.map((_point, n) => Math.hypot(this.at(n)[0] - x, this.at(n)[1] - y));
    return far.indexOf(Math.min(...far));
  }

  pressed(event) {
    const [right, down] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] ?? [0, 0];
    if (!right && !down) return;
    event.preventDefault();
    const step = event.shiftKey ? 1 : Math.max(1, Math.round(this.width / 50));
    const here = this.at(this.current);
    if (here) this.set(here[0] + right * step, here[1] + down * step);
    else this.set(this.width / 2, this.height / 2);
  }

  set(x, y) {
    const [across, below] = this.points[this.current];
    across.value = Math.round(Math.min(Math.max(x, 0), this.width));
    below.value = Math.round(Math.min(Math.max(y, 0), this.height));
    below.dispatchEvent(new Event("change", { bubbles: true }));
    this.tell();
  }

  tell() {
    const line = this.root.querySelector("[data-told]");
    const [x, y] = this.at(this.current) ?? ["–", "–"];
    const words = { n: this.current + 1, x, y };
    line.textContent = line.dataset.told.replace(/\{([nxy])\}/g, (_all, name) => words[name]);
  }

  draw() {
    const picture = this.root.querySelector("[data-picture]");
    picture.querySelectorAll(".hotspot__mark").forEach((mark) => mark.remove());
    this.points.forEach((_point, n) => {
      const here = this.at(n);
      if (!here) return;
      const mark = document.createElement("span");
      mark.className = `hotspot__mark${n === this.current ? " hotspot__mark--current" : ""}`;
      mark.textContent = n + 1;
      mark.setAttribute("aria-hidden", "true");
      mark.style.left = `${(here[0] / this.width) * 100}%`;
      mark.style.top = `${(here[1] / this.height) * 100}%`;
      picture.append(mark);
    });
  }
}

const hotspots = new WeakMap();

function prepare() {
  for (const root of document.querySelectorAll(".hotspot")) if (!hotspots.has(root)) hotspots.set(root, new Hotspot(root));
}

function redraw(event) {
  const roots = event.type === "filled" ? event.target.querySelectorAll(".hotspot") : [event.target.closest(".hotspot")];
  for (const root of roots) hotspots.get(root)?.draw();
}

for (const name of ["input", "change", "filled"]) document.addEventListener(name, redraw);
new MutationObserver(prepare).observe(document.body, { childList: true, subtree: true });
prepare();
