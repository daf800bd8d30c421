// What every page gains from a script; each page is whole without it.
const words = document.body.dataset;

// Messages that come and go. They stay while the pointer or the keyboard is on them.
const toasts = document.getElementById("toasts");
function toast(text) {
  const line = document.createElement("p");
  line.className = "toast";
  line.textContent = text;
  toasts.append(line);
  const leave = () => (line.matches(":hover") ? setTimeout(leave, 2000) : line.remove());
  setTimeout(leave, 6000);
}

document.addEventListener("toast", (event) => toast(event.detail));

// Copy the text of a block of code.
function addCopyButton(block) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = words.copy;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(block.querySelector("pre").innerText.trimEnd());
    toast(words.copied);
  });
  block.classList.add("has-copy");
  block.append(button);
}
if (navigator.clipboard) {
  for (const block of document.querySelectorAll(".highlight:not(.language-text, .language-output), .code-block")) addCopyButton(block);
}

// What scrolls sideways can be reached and scrolled by keyboard, as long as it does scroll.
function reachScrolling() {
  for (const part of document.querySelectorAll("pre, .output, .table-scroll, .chart__drawing")) {
    const scrolls = part.scrollWidth > part.clientWidth && getComputedStyle(part).overflowX !== "visible";
    if (scrolls && !part.hasAttribute("tabindex")) part.tabIndex = 0;
    else if (!scrolls && part.tabIndex === 0) part.removeAttribute("tabindex");
  }
}
reachScrolling();
addEventListener("resize", reachScrolling);
document.addEventListener("htmx:afterSettle", reachScrolling);

// Places that scroll sideways show where one is.
for (const here of document.querySelectorAll(":is(.site-nav, .tabs, .run-links) [aria-current]")) {
  const places = here.parentElement;
  places.scrollLeft = here.offsetLeft - places.offsetLeft - (places.clientWidth - here.offsetWidth) / 2;
}

// Dialogs: a link to one opens it above the page. The browser keeps the focus inside and gives it back.
for (const link of document.querySelectorAll("a[data-dialog]")) {
  const dialog = document.getElementById(link.dataset.dialog);
  link.addEventListener("click", (event) => { event.preventDefault(); dialog.showModal(); });
  for (const close of dialog.querySelectorAll("[data-close]")) {
    close.addEventListener("click", (event) => { event.preventDefault(); dialog.close(); });
  }
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
}

// The command palette: Ctrl+K, Cmd+K or / from anywhere. Its script comes when it is first asked for.
const finder = document.querySelector("a[data-palette]");
async function openPalette() {
  const { open } = await import(finder.dataset.palette);
  open();
}
if (finder) {
  if (/Mac|iPhone|iPad/.test(navigator.userAgent)) finder.querySelector("kbd").textContent = "⌘ K";
  finder.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    openPalette();
  });
  document.addEventListener("keydown", (event) => {
    const isChord = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.code === "KeyK";
    const isWriting = event.target.closest?.("input, textarea, select, [contenteditable], dialog[open]");
    const isSlash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !isWriting;
    if (!isChord && !isSlash) return;
    event.preventDefault();
    openPalette();
  });
}

// Fields that take files say so while something is dragged over them.
for (const drop of document.querySelectorAll(".file-drop")) {
  for (const [name, is] of [["dragenter", true], ["dragover", true], ["dragleave", false], ["drop", false]]) {
    drop.addEventListener(name, () => drop.classList.toggle("is-over", is));
  }
}

// Messages of the last action can be put away.
for (const message of document.querySelectorAll(".flash")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "flash__close";
  button.setAttribute("aria-label", words.close);
  button.textContent = "×";
  button.addEventListener("click", () => message.remove());
  message.append(button);
}

// A form that did not pass: the summary is read first.
document.querySelector(".error-summary:not([data-sample] *)")?.focus();

// The type face comes from the second page on, on wide screens, where the line bears it (decision record 0011).
const line = navigator.connection;
const isModest = innerWidth < 768 || line?.saveData || (line?.effectiveType ?? "4g") !== "4g" || matchMedia("(prefers-reduced-data: reduce)").matches;
document.cookie = `baeum_font=${isModest ? "system" : "pretendard"}; path=/; max-age=31536000; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;

// A course on this device: what waits is sent, and nothing stays for the next person.
if (navigator.serviceWorker?.controller) import(words.device);
