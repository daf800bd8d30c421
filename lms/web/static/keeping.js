// What is typed and not saved yet survives a reload, a crash and a lost line: it stays in this browser.
const form = document.querySelector("form[data-keep]");
const saved = document.querySelector("[data-saved]");
const box = document.querySelector("[data-kept]");
const VIEWS = ["form", "text"];
const UNKEPT = new Set(["csrf_token", "rest"]);

function read(name) {
  try { return JSON.parse(localStorage.getItem(name)); } catch { return null; }
}
function forget(name) { try { localStorage.removeItem(name); } catch { /* nothing is kept then */ } }

function typed() {
  return [...new FormData(form)].filter(([name, value]) => !UNKEPT.has(name) && typeof value === "string");
}

function restore(values) {
  const left = new Map();
  for (const [name, value] of values) left.set(name, [...(left.get(name) ?? []), value]);
  for (const field of form.elements) {
    if (!field.name || UNKEPT.has(field.name) || field.name === "type" || field.type === "submit") continue;
    const found = left.get(field.name) ?? [];
    if (field.type === "radio" || field.type === "checkbox") field.checked = found.includes(field.value);
    else if (left.has(field.name)) field.value = found[0];
  }
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

if (saved) for (const place of [saved.dataset.saved, saved.dataset.savedNew]) for (const view of VIEWS) forget(`item ${place} ${view}`);
if (form) {
  const name = `item ${form.dataset.keep}`;
  const kept = read(name);
  const before = JSON.stringify(typed());
  const typeOf = (values) => values.find(([field]) => field === "type")?.[1];
  if ("fresh" in form.dataset && kept && JSON.stringify(kept) !== before && typeOf(kept) === typeOf(typed())) {
    box.hidden = false;
    box.querySelector("[data-restore]").addEventListener("click", () => { box.hidden = true; restore(kept); });
    box.querySelector("[data-forget]").addEventListener("click", () => { box.hidden = true; forget(name); });
  }
  form.addEventListener("input", () => {
    try { localStorage.setItem(name, JSON.stringify(typed())); } catch { /* the browser keeps nothing */ }
  });
}
