// Loads a course into the device: what it says first, how far it is, how to stop, and how to take it away again.
const part = document.querySelector("[data-take]");
const says = part?.dataset ?? {};
const AT_ONCE = 4;
let stopping = null;

if (part) {
  part.hidden = false;
  if (!navigator.serviceWorker || !globalThis.caches) say(says.unable);
  else {
    for (const each of part.querySelectorAll("[data-do]")) each.addEventListener("click", () => act(each.dataset.do));
    showState(await copyHere());
  }
}

function act(what) {
  if (what === "cancel") { stopping?.abort(); return; }
  if (what === "remove") { removeCopy(); return; }
  take();
}

function say(text) { part.querySelector("[data-state]").textContent = text; }
function offer(...names) {
  for (const each of part.querySelectorAll("[data-do]")) each.hidden = !names.includes(each.dataset.do);
}

function filled(text, facts) { return text.replace(/\{(\w+)\}/g, (_, name) => facts[name]); }
function day(at) { return new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" }).format(at); }
function bytes(n) {
  const [unit, by] = n >= 1e6 ? ["MB", 1e6] : ["kB", 1e3];
  return `${new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 }).format(n / by)} ${unit}`;
}

async function copyHere() {
  const known = await navigator.serviceWorker.getRegistration("/");
  if (!known?.active) return undefined;
  return (await ask("state")).copies.find((copy) => String(copy.run) === says.run);
}

function showState(copy) {
  part.querySelector("[data-progress]").hidden = true;
  if (!copy) { say(says.none); offer("take"); return; }
  const facts = { date: day(copy.at), size: bytes(copy.size) };
  if (copy.version === says.version) { say(filled(says.held, facts)); offer("remove"); return; }
  say(filled(says.older, { ...facts, n: "…" }));
  offer("update", "remove");
  manifest().then((wanted) => {
    const held = new Map(copy.files);
    const n = wanted.files.filter((file) => held.get(file.address) !== file.version).length;
    say(filled(says.older, { ...facts, n }));
  }).catch(() => {});
}

async function manifest(signal) {
  const answer = await fetch(says.manifest, { headers: { Accept: "application/json" }, cache: "no-cache", signal });
  if (!answer.ok) throw new Error(answer.status);
  return answer.json();
}

async function take() {
  stopping = new AbortController();
  offer("cancel");
  say("");
  try {
    await navigator.serviceWorker.register(says.worker, { scope: "/" });
    await navigator.serviceWorker.ready;
    const wanted = await manifest(stopping.signal);
    const cache = `baeum-course-${wanted.run}-${wanted.version}-${wanted.language}`;
    const size = await load(wanted, cache, await copyHere(), stopping.signal);
    const copy = { run: wanted.run, title: wanted.title, home: wanted.home, reader: wanted.reader, done: wanted.done, titles: wanted.titles, version: wanted.version,
      language: wanted.language, cache, size, at: Date.now(), files: wanted.files.map((file) => [file.address, file.version]) };
    await ask("keep", { copy });
    navigator.storage?.persist?.();
    showState(copy);
    if (copy.version === says.version) say(says.ready);
  } catch (error) {
    await explain(error);
  }
}

async function explain(error) {
  const isStopped = stopping.signal.aborted;
  if (isStopped) await dropPartial();
  showState(await copyHere());
  say(isStopped ? says.cancelled : error.name === "QuotaExceededError" ? says.full : says.failed);
}

// What an earlier copy or an earlier try has in the same state is taken over, the rest is loaded.
async function load(wanted, name, earlier, signal) {
  const cache = await caches.open(name);
  const old = earlier ? await caches.open(earlier.cache) : null;
  const held = new Map(earlier?.files ?? []);
  const left = [...wanted.files];
  const total = left.length;
  let done = 0, size = 0;
  const next = async () => {
    for (let file = left.shift(); file; file = left.shift()) {
      signal.throwIfAborted();
      const same = held.get(file.address) === file.version;
      const here = (await cache.match(file.address)) ?? (same && old ? await old.match(file.address) : undefined) ?? await loaded(file, signal);
      const body = await here.blob();
      await cache.put(file.address, new Response(body, { headers: { "Content-Type": here.headers.get("Content-Type") ?? "", ...policyOf(here) } }));
      done += 1;
      size += body.size;
      progress(done, total, size);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, next));
  return size;
}

// A copy is bound by the same security policy as the page it was taken from.
function policyOf(answer) {
  const kept = {};
  for (const name of ["Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy"]) {
    if (answer.headers.has(name)) kept[name] = answer.headers.get(name);
  }
  return kept;
}

async function loaded(file, signal) {
  const answer = await fetch(file.source, { signal, redirect: "error", headers: { Accept: "text/html, */*;q=0.8" } });
  if (!answer.ok) throw new Error(`${file.source} ${answer.status}`);
  return answer;
}

function progress(done, total, size) {
  part.querySelector("[data-progress]").hidden = false;
  const bar = part.querySelector("progress");
  bar.max = total;
  bar.value = done;
  part.querySelector("[data-count]").textContent = filled(says.loading, { done, total, size: bytes(size) });
}

async function dropPartial() {
  const held = (await copyHere())?.cache;
  for (const name of await caches.keys()) {
    if (name.startsWith(`baeum-course-${says.run}-`) && name !== held) await caches.delete(name);
  }
}

async function removeCopy() {
  await ask("forget", { run: Number(says.run) });
  showState(undefined);
  say(says.removed);
}

async function ask(what, facts = {}) {
  const { active } = await navigator.serviceWorker.ready;
  return new Promise((done) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = (event) => done(event.data);
    active.postMessage({ ask: what, ...facts }, [channel.port2]);
  });
}
