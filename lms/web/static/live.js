// Python cells of a lesson that a reader can change and run. Nothing is loaded before the first run.
const page = document.getElementById("live");
const words = page.dataset;
const TIME_LIMIT_MS = 20_000;
const LONGEST_LINES = 40;
const csrf = page.querySelector("[name=csrf_token]")?.value;
const opened = words.opened ? JSON.parse(words.opened) : { folder: "", files: [] };
const PYTHON = ":is(.language-python, .language-python3, .language-py, .language-ipython, .language-ipython3)";
// Of a notebook only its own cells run: what its text says about Python is no cell.
const place = document.querySelector(".lesson .cell-input") ? ".cell-input:not(.not-live) > " : "";
const cells = [...document.querySelectorAll(`.lesson ${place}.highlight${PYTHON}`)].map(makeCell);
if (cells.length) cells[0].state.textContent = words.size;
let worker = null;
let ready = null;
let running = null;
let session = 0;

class NoFile extends Error {}

function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  if (tag === "button") element.type = "button";
  return element;
}

function makeCell(block, index) {
  const original = block.querySelector("code").textContent.replace(/\n$/, "");
  const bar = make("div", "live__bar");
  const run = make("button", "button button--quiet", `▶ ${words.run}`);
  const above = make("button", "button button--quiet", words.runAbove);
  const edit = make("button", "button button--quiet", words.edit);
  const stop = make("button", "button", words.stop);
  const reset = make("button", "button button--quiet", words.reset);
  const state = make("p", "live__state muted small");
  const output = make("pre", "live__output output");
  state.setAttribute("role", "status");
  output.tabIndex = 0;
  output.setAttribute("role", "region");
  output.setAttribute("aria-label", `${words.output} ${index + 1}`);
  for (const button of [run, above, edit, reset]) button.setAttribute("aria-label", `${button.textContent.replace("▶ ", "")} (${index + 1})`);
  stop.hidden = reset.hidden = output.hidden = true;
  above.hidden = index === 0;
  bar.append(run, above, edit, stop, reset);
  const cell = { index, original, block, run, above, edit, stop, reset, state, output, editor: null, ranIn: 0 };
  run.addEventListener("click", () => runCells([cell]));
  above.addEventListener("click", () => runCells(cells.slice(0, index + 1)));
  edit.addEventListener("click", () => openEditor(cell));
  stop.addEventListener("click", () => stopAll(words.stopped));
  reset.addEventListener("click", () => { cell.editor?.remove(); cell.editor = null; reset.hidden = output.hidden = true; block.hidden = edit.hidden = false; output.replaceChildren(); state.textContent = ""; edit.focus(); });
  const whole = block.closest(".cell") ?? block;
  const live = make("div", "live");
  live.append(bar, state, output);
  whole === block ? block.after(live) : whole.append(live);
  cell.live = live;
  return cell;
}

function openEditor(cell) {
  const editor = make("textarea", "live__editor");
  editor.value = cell.original;
  editor.rows = Math.min(LONGEST_LINES, cell.original.split("\n").length + 1);
  editor.spellcheck = false;
  editor.autocapitalize = "off";
  editor.autocomplete = "off";
  editor.wrap = "off";
  editor.setAttribute("aria-label", `${words.editor} ${cell.index + 1}. ${words.keys}`);
  let leaves = false;
  editor.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { leaves = true; return; }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey || event.shiftKey)) { event.preventDefault(); runCells([cell]); return; }
    if (event.key === "Tab" && !leaves && !event.shiftKey) { event.preventDefault(); editor.setRangeText("    ", editor.selectionStart, editor.selectionEnd, "end"); }
    if (event.key !== "Tab" && event.key !== "Shift") leaves = false;
  });
  cell.block.after(editor);
  cell.block.hidden = cell.edit.hidden = true;
  cell.reset.hidden = false;
  cell.editor = editor;
  editor.focus();
}

function start() {
  session += 1;
  worker = new Worker(words.worker, { type: "module" });
  ready = new Promise((resolve, reject) => {
    worker.addEventListener("message", ({ data }) => {
      if (data.type === "ready") resolve();
      else if (data.type === "broken") reject(new Error(data.error));
      else if (running) data.type === "output" ? show(running.cell, data.text, data.kind) : running.done(data);
    });
    worker.addEventListener("error", (event) => reject(new Error(event.message || "worker")));
  });
  const here = worker;
  ready = Promise.all([ready, loadFiles()]).then(([, files]) => here.postMessage({ folder: opened.folder, files }));
  return ready;
}

// The files that the cells open; the worker itself reaches nothing of the course.
let files = null;
function loadFiles() {
  files ??= Promise.all(opened.files.map(async ([path, sha256]) => {
    const answer = await fetch(`/assets/${sha256}/${encodeURIComponent(path.split("/").pop())}`).catch(() => null);
    if (!answer?.ok) { files = null; throw new NoFile(path); }
    return { path, data: new Uint8Array(await answer.arrayBuffer()) };
  }));
  return files;
}

function stopAll(reason) {
  worker?.terminate();
  worker = ready = null;
  running?.done({ stopped: reason });
}

async function runCells(list) {
  if (running) return;
  setBusy(true, list[0]);
  try {
    if (!worker) {
      list[0].state.textContent = words.loading;
      start();
    }
    list[0].stop.hidden = false;
    await ready;
    for (const cell of list) if (!(await runOne(cell))) break;
  } catch (error) {
    stopAll("");
    list[0].state.textContent = error instanceof NoFile ? words.noFile.replace("{files}", error.message) : words.broken;
  } finally {
    running = null;
    setBusy(false);
  }
}

async function runOne(cell) {
  cell.output.replaceChildren();
  cell.output.hidden = true;
  cell.state.textContent = words.running;
  cell.stop.hidden = false;
  const code = cell.editor ? cell.editor.value : cell.original;
  const result = await new Promise((done) => {
    const clock = setTimeout(() => stopAll(words.tooLong), TIME_LIMIT_MS);
    running = { cell, done: (data) => { clearTimeout(clock); done(data); } };
    worker.postMessage({ id: cell.index, code });
  });
  cell.stop.hidden = true;
  cell.ranIn = session;
  if (result.stopped !== undefined) { cell.state.textContent = result.stopped; return false; }
  if (result.missing) {
    cell.state.textContent = words.missing.replace("{modules}", result.missing.join(", "));
    return false;
  }
  if (result.value) show(cell, result.value, "value");
  if (result.error) show(cell, result.error, "error");
  cell.state.textContent = result.error ? words.failed : words.done;
  if (result.skipped.length) cell.state.textContent += ` ${words.skipped.replace("{lines}", result.skipped.join(" · "))}`;
  note(cell, code);
  return !result.error;
}

// Output is text and stays text.
function show(cell, text, kind) {
  cell.output.hidden = false;
  const last = cell.output.lastElementChild;
  if (last?.dataset.kind === kind) { last.textContent += text; return; }
  if (last && !cell.output.textContent.endsWith("\n")) cell.output.append("\n");
  const part = make("span", `live__${kind}`, text);
  part.dataset.kind = kind;
  cell.output.append(part);
}

function setBusy(is, first) {
  for (const cell of cells) {
    cell.run.disabled = cell.above.disabled = is;
    cell.stop.hidden = !(is && cell === first);
  }
}

// That a cell was run is noted once every few seconds at most.
const waiting = new Map();
function note(cell, code) {
  if (!words.ran || waiting.has(cell)) return;
  waiting.set(cell, setTimeout(() => {
    waiting.delete(cell);
    const body = new FormData();
    body.append("csrf_token", csrf);
    body.append("cell", cell.index + 1);
    if (code !== cell.original) body.append("changed", "1");
    fetch(words.ran, { method: "POST", body, keepalive: true }).catch(() => {});
  }, 1500));
}
