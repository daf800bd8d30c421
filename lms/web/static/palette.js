// The command palette: a field, and under it what fits the words so far. Up and down choose, Enter goes there.
const PAUSE_MS = 120;

document.body.append(document.getElementById("palette").content.cloneNode(true));
const dialog = document.querySelector("dialog.palette");
const form = dialog.querySelector("form");
const field = dialog.querySelector("[role=combobox]");
const list = dialog.querySelector("[role=listbox]");
const status = dialog.querySelector("[role=status]");
const more = dialog.querySelector(".palette__more a");

let options = [];
let chosen = -1;
let timer = 0;
let asking = null;
let isDue = false; // Enter was pressed before the answers to the last letters came

export function open() {
  if (dialog.open) return field.select();
  dialog.showModal();
  field.select();
  ask();
}

function element(name, className, text) {
  const made = document.createElement(name);
  made.className = className;
  if (text) made.textContent = text;
  return made;
}

async function ask() {
  clearTimeout(timer);
  timer = 0;
  asking?.abort();
  const mine = (asking = new AbortController());
  const words = field.value.trim();
  try {
    const answer = await fetch(`${form.dataset.quick}?${new URLSearchParams({ q: words })}`, { signal: mine.signal, headers: { Accept: "application/json" } });
    if (answer.status === 401) return location.reload();
    if (answer.ok) show(await answer.json());
  } catch (error) {
    if (error.name !== "AbortError") form.submit();
  } finally {
    if (asking === mine) asking = null;
  }
}

function show({ groups, status: words, more: address }) {
  options = [];
  list.replaceChildren(...groups.map(groupOf));
  list.hidden = options.length === 0;
  status.textContent = words;
  more.parentElement.hidden = !address;
  if (address) more.href = address;
  choose(options.length ? 0 : -1);
  if (isDue) go();
}

function groupOf({ label, items }, position) {
  const group = element("div", "palette__group");
  const title = element("p", "palette__label", label);
  title.id = `palette-group-${position}`;
  group.setAttribute("role", "group");
  group.setAttribute("aria-labelledby", title.id);
  group.append(title, ...items.map(optionOf));
  return group;
}

function optionOf({ title, detail, kind, href }) {
  const option = element("a", "palette__option");
  option.href = href;
  option.id = `palette-option-${options.length}`;
  option.tabIndex = -1;
  option.setAttribute("role", "option");
  const name = element("span", "palette__name");
  for (const [text, isHit] of title) name.append(isHit ? element("mark", "", text) : text);
  option.append(name);
  const about = [kind, detail].filter(Boolean).join(" · ");
  if (about) option.append(" ", element("span", "palette__detail", about));
  options.push(option);
  return option;
}

function choose(position) {
  options[chosen]?.removeAttribute("aria-selected");
  for (const option of options) option.setAttribute("aria-selected", "false");
  chosen = position;
  const option = options[chosen];
  if (!option) return field.removeAttribute("aria-activedescendant");
  option.setAttribute("aria-selected", "true");
  field.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
}

function go() {
  isDue = false;
  if (options[chosen]) location.assign(options[chosen].href);
  else if (field.value.trim()) form.submit();
}

field.addEventListener("input", () => {
  clearTimeout(timer);
  isDue = false;
  timer = setTimeout(ask, PAUSE_MS);
});

field.addEventListener("keydown", (event) => {
  if (event.isComposing) return; // a syllable is still being put together
  const last = options.length - 1;
  const steps = { ArrowDown: chosen < last ? chosen + 1 : 0, ArrowUp: chosen > 0 ? chosen - 1 : last };
  if (event.key in steps && options.length) {
    event.preventDefault();
    choose(steps[event.key]);
  } else if (event.key === "Enter") {
    event.preventDefault();
    if (timer || asking) isDue = true;
    else go();
    if (timer) ask();
  }
});

dialog.addEventListener("click", (event) => {
  if (event.target === dialog || event.target.closest("[data-close]")) dialog.close();
});
// Escape in a search field empties it in some browsers before it closes the dialog.
field.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.isComposing) {
    event.preventDefault();
    dialog.close();
  }
});
