// What pages show of the device's own: what waits to be sent, and in copies what was done meanwhile.
// baeum.js loads this where a course was taken along; the service worker keeps everything.

const worker = navigator.serviceWorker;
const language = document.documentElement.lang;
const device = await devicePage();
const words = device.getElementById("offline-words")?.dataset ?? {};
let now = { copies: [], queue: [] };

worker.addEventListener("message", (event) => { now = event.data; show(event.data); });
addEventListener("online", () => ask("flush"));
document.addEventListener("kept", (event) => noteKept(event.target));

const reader = Number(document.querySelector("[data-reader]")?.dataset.reader ?? 0);
if (reader) await ask("reader", { reader });
now = await ask("state");
show({});
if (now.queue.some(isWaiting)) ask("flush");

// The page of the device as it was taken along: it has the words, and the address of the sheet.
async function devicePage() {
  const page = await caches.match("/offline", { ignoreVary: true });
  return new DOMParser().parseFromString(page ? await page.text() : "", "text/html");
}

async function ask(what, facts = {}) {
  const active = (await worker.ready).active;
  return new Promise((done) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = (event) => { done(event.data); };
    active.postMessage({ ask: what, ...facts }, [channel.port2]);
  });
}

function isWaiting(entry) { return entry.state === "waiting"; }

function day(at) { return new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "short" }).format(at); }

function bytes(n) {
  const [unit, by] = n >= 1e6 ? ["MB", 1e6] : ["kB", 1e3];
  return `${new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(n / by)} ${unit}`;
}

function filled(text, facts) {
  return (text ?? "").replace(/\{(\w+)\}/g, (_, name) => facts[name]);
}

function show(news) {
  showBar();
  showSent(news.sent ?? []);
  showKept();
  showCopy();
  showDevice(news.problem);
}

// --- on every page: how much waits -----------------------------------------------------------------

function showBar() {
  const n = now.queue.filter(isWaiting).length, refused = now.queue.length - n;
  let bar = document.getElementById("offline-bar");
  if (!n && !refused) { bar?.remove(); return; }
  if (!bar) {
    bar = document.createElement("a");
    bar.id = "offline-bar";
    bar.className = refused ? "offline-bar offline-bar--refused" : "offline-bar";
    bar.href = "/offline";
    bar.setAttribute("role", "status");
    document.querySelector("main").prepend(bar);
    addSheet();
  }
  const said = [n && filled(words.waiting, { n }), refused && filled(words.refused, { n: refused })];
  bar.textContent = said.filter(Boolean).join(" · ");
}

function addSheet() {
  const sheet = device.querySelector('link[href*="/offline.css"]');
  if (sheet && !document.querySelector('link[href*="/offline.css"]')) document.head.append(document.importNode(sheet));
}

function showSent(sent) {
  const arrived = sent.filter((one) => one.status < 400);
  for (const one of sent) if (one.html && one.status < 400) showResult(one);
  if (arrived.length && !document.querySelector(".quiz__result[tabindex]:focus")) {
    document.dispatchEvent(new CustomEvent("toast", { detail: filled(words.sent, { n: arrived.length }) }));
  }
}

// The result of a question that is on this page takes its place.
function showResult(one) {
  const part = new DOMParser().parseFromString(one.html, "text/html").querySelector(".quiz__question");
  const here = part && document.getElementById(part.id);
  if (!here?.querySelector(`form[action="${CSS.escape(one.url)}"], form[action$="${one.url}"]`)) return;
  here.replaceWith(part);
  part.dispatchEvent(new Event("marked", { bubbles: true }));
}

// --- questions whose answer waits: what was answered is shown, and cannot be sent twice --------------

function showKept() {
  for (const form of document.querySelectorAll("form.quiz__form")) {
    const entry = now.queue.find((one) => isWaiting(one) && form.action.endsWith(one.url));
    if (entry) fillIn(form, entry.fields);
    if (entry) noteKept(form);
    else if (form.dataset.kept) release(form);
  }
}

function fillIn(form, fields) {
  for (const field of form.elements) {
    const values = fields.filter(([name]) => name === field.name).map(([, value]) => value);
    if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
    else if (values.length && field.type !== "hidden") field.value = values[0];
  }
}

// --- on pages of a copy ------------------------------------------------------------------------------

function showCopy() {
  const copy = now.copies.find((one) => String(one.run) === document.body.dataset.run);
  const note = document.querySelector(".offline-note");
  if (!note || !copy) return;
  note.querySelector("span").textContent = filled(note.dataset.taken, { date: day(copy.at) });
  for (const part of document.querySelectorAll("[data-lesson]")) showLesson(part, copy);
}

function showLesson(part, copy) {
  const key = encodeURIComponent(part.dataset.lesson);
  const later = now.queue.filter((entry) => isWaiting(entry) && entry.url.endsWith(`/lessons/${key}/done`)).at(-1);
  const isDone = later ? !later.fields.some(([name]) => name === "undo") : copy.done.includes(part.dataset.lesson);
  part.classList.toggle("is-done", isDone);
  const tick = part.querySelector(".tick");
  if (tick) tick.textContent = isDone ? "✓" : "";
  for (const mark of part.querySelectorAll("[data-done]")) mark.hidden = !isDone;
  for (const mark of part.querySelectorAll("[data-waiting]")) mark.hidden = !later;
  const button = part.querySelector("button");
  if (button) button.hidden = isDone;
}

function noteKept(form) {
  setKept(form, true);
  const problem = form.querySelector(".question__problem");
  if (!problem || problem.textContent === words.kept) return;
  problem.textContent = words.kept;
  problem.hidden = false;
  problem.classList.add("is-kept");
}

// An answer that was not taken, or that its reader has dropped, can be given again.
function release(form) {
  setKept(form, false);
  const problem = form.querySelector(".question__problem");
  problem.textContent = "";
  problem.hidden = true;
  problem.classList.remove("is-kept");
}

function setKept(form, isKept) {
  form.dataset.kept = isKept ? "1" : "";
  for (const field of form.elements) if (field.type !== "hidden") field.disabled = isKept;
  const actions = form.querySelector(".actions");
  if (actions) actions.hidden = isKept;
  if (!isKept) form.querySelector("button")?.removeAttribute("aria-disabled");
}

// --- the page of the device --------------------------------------------------------------------------

function showDevice(problem) {
  const queue = document.getElementById("queue");
  if (!queue) return;
  fill(queue, now.queue, entryLine);
  fill(document.getElementById("copies"), now.copies, copyLine);
  document.getElementById("queue-problem").textContent = now.queue.some(isWaiting) && problem ? words[problem] : "";
  document.getElementById("leaving").hidden = !(new URLSearchParams(location.search).has("leaving") && now.queue.some(isWaiting));
  document.getElementById("not-taken").hidden = location.pathname === "/offline";
}

function fill(list, entries, line) {
  list.replaceChildren(...entries.map(line));
  list.hidden = !entries.length;
  document.getElementById(`${list.id}-none`).hidden = entries.length > 0;
  document.getElementById(`${list.id}-actions`).hidden = !entries.length;
}

function entryLine(entry) {
  const kind = entry.url.endsWith("/done") ? (entry.fields.some(([name]) => name === "undo") ? words.undone : words.done) : words.answer;
  const lesson = entry.url.replace(/\/(done|quizzes\/.*)$/, "");
  const said = isWaiting(entry) ? words.isWaiting : filled(words.isRefused, { reason: entry.reason || words[`s${entry.status}`] || entry.status });
  const key = decodeURIComponent(lesson.split("/").at(-1));
  const title = now.copies.find((copy) => lesson.startsWith(`/runs/${copy.run}/`))?.titles[key] ?? key;
  const line = entryOf(`${kind} · ${title}`, lesson, `${filled(words.made, { date: day(entry.at) })} · ${said}`);
  if (!isWaiting(entry)) line.append(button(words.drop, async () => { now = await ask("drop", { id: entry.id }); show({}); }));
  return line;
}

function copyLine(copy) {
  const line = entryOf(copy.title, copy.home, filled(words.at, { date: day(copy.at), size: bytes(copy.size) }));
  line.append(button(words.drop, async () => { now = await ask("forget", { run: copy.run }); show({}); }));
  return line;
}

function entryOf(title, address, facts) {
  const line = document.createElement("li"), link = document.createElement("a"), small = document.createElement("span");
  link.href = address;
  link.textContent = title;
  small.className = "muted small";
  small.textContent = facts;
  line.append(link, small);
  return line;
}

function button(text, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button button--quiet";
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}

for (const each of document.querySelectorAll("[data-send]")) {
  each.addEventListener("click", async () => { now = await ask("flush"); });
}
document.querySelector("[data-clear]")?.addEventListener("click", async () => { now = await ask("clear"); show({}); });
document.getElementById("leave")?.addEventListener("submit", async (event) => {
  const field = event.target.elements.csrf_token;
  if (field.value) return;
  event.preventDefault();
  const answer = await fetch("/offline/token", { headers: { Accept: "application/json" } }).catch(() => null);
  if (!answer?.ok) { document.getElementById("queue-problem").textContent = words.line; return; }
  field.value = (await answer.json()).token;
  event.target.requestSubmit();
});
