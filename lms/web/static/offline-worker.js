// Shows what was taken along when the line is away, and keeps what was done meanwhile until it can
// be sent. VERSION and FILES stand above: the server writes them. See decision record 0018.
//
// Only three things are ever answered from here: pages and pictures of copies, the files they are
// shown with, and /offline. A POST always goes to the server, at once or later.
const SHELF = `baeum-shelf-${VERSION}`;
const COURSE = "baeum-course-";
const DEVICE = "/offline";
const PATIENCE = 4000;
const SENDING = 15000;
const LESSON = /^\/runs\/(\d+)(\/lessons\/[^/]+)?(\/quizzes\/.*)?$/;
const KEPT = /^\/runs\/\d+\/lessons\/[^/]+\/(done|quizzes\/[^/]+\/[^/]+)$/;

addEventListener("install", (event) => {
  event.waitUntil(fillShelf().then(() => skipWaiting()));
});

addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith("baeum-shelf-") && name !== SHELF) await caches.delete(name);
    }
    await clients.claim();
  })());
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.method === "POST" && url.pathname === "/logout") event.respondWith(leave(request));
  else if (request.method === "POST" && KEPT.test(url.pathname)) event.respondWith(send(request, url));
  else if (request.method !== "GET") return;
  else if (request.mode === "navigate") event.respondWith(page(request, url));
  else if (/^\/(static|assets)\//.test(url.pathname)) event.respondWith(file(request));
});

addEventListener("sync", (event) => {
  if (event.tag === "baeum-queue") event.waitUntil(flush());
});

// --- reading -------------------------------------------------------------------------------------

async function fillShelf() {
  const shelf = await caches.open(SHELF);
  await shelf.addAll([DEVICE, ...FILES].map((address) => new Request(address, { cache: "no-cache" })));
}

// The line first; what was taken along where it does not answer in time.
async function page(request, url) {
  const kept = await keptPage(url);
  const asked = fetch(request).catch(() => null);
  const answer = await (kept ? Promise.race([asked, pause(PATIENCE)]) : asked);
  if (answer && !(kept && [502, 503, 504].includes(answer.status))) return answer;
  if (kept) return kept;
  return (await caches.match(DEVICE, { ignoreVary: true })) ?? Response.error();
}

async function keptPage(url) {
  const [, run, lesson = ""] = LESSON.exec(url.pathname) ?? [];
  if (!run) return undefined;
  const copy = await get("copies", Number(run));
  return copy && (await caches.open(copy.cache)).match(`/runs/${run}${lesson}`, { ignoreVary: true });
}

// These addresses change with their content, so what is there is right.
async function file(request) {
  return (await caches.match(request.url, { ignoreVary: true })) ?? fetch(request);
}

function pause(ms) {
  return new Promise((done) => { setTimeout(() => done(null), ms); });
}

// --- what was done: written down first, then sent in order, each once ------------------------------

async function send(request, url) {
  const fields = [...await request.formData()].filter(([, value]) => typeof value === "string");
  const token = fields.find(([name]) => name === "csrf_token")?.[1] ?? "";
  const entry = {
    key: crypto.randomUUID(),
    url: url.pathname,
    fields: fields.filter(([name]) => name !== "csrf_token" && name !== "next"),
    reader: await get("facts", "reader"),
    at: Date.now(),
    state: "waiting",
  };
  await put("queue", entry);
  const results = await flush(token, entry.key);
  const answer = results.get(entry.key);
  const isPage = request.mode === "navigate";
  if (answer) return isPage && answer.status >= 400 ? Response.redirect(DEVICE, 303) : answer;
  registration.sync?.register("baeum-queue").catch(() => {});
  if (!isPage) return new Response("", { status: 202 });
  const next = fields.find(([name]) => name === "next")?.[1];
  const onward = next?.startsWith("/runs/") ? next : url.pathname.replace(/\/(done|quizzes\/.*)$/, "");
  return Response.redirect(new URL(onward, location.origin), 303);
}

let sending = Promise.resolve();
function flush(token = "", direct = "") {
  const mine = sending.then(() => sendWaiting(token, direct));
  sending = mine.catch(() => {});
  return mine;
}

// Sends what waits, oldest first, until something must wait; says what the server answered, by key.
// The page that has just sent the direct one gets its answer itself and is not told again.
async function sendWaiting(token, direct) {
  const results = new Map();
  const told = [];
  let problem = "";
  for (const entry of await waiting()) {
    const tried = await deliver(entry, token);
    token = tried.token;
    if (tried.wiped) return results;
    if (tried.problem) { problem = tried.problem; break; }
    results.set(entry.key, tried.answer);
    if (entry.key !== direct) told.push({ url: entry.url, key: entry.key, status: tried.answer.status, html: tried.html });
    if (tried.refused) await put("queue", { ...entry, state: "refused", ...tried.refused });
    else { await remove("queue", entry.id); await noteDone(entry); }
  }
  await tell({ sent: told, problem });
  return results;
}

// What has arrived stands in the copy, too, until it is taken anew.
async function noteDone(entry) {
  const [, run, lesson] = /^\/runs\/(\d+)\/lessons\/([^/]+)\/done$/.exec(entry.url) ?? [];
  const copy = run && await get("copies", Number(run));
  if (!copy) return;
  const key = decodeURIComponent(lesson);
  const others = copy.done.filter((each) => each !== key);
  await put("copies", { ...copy, done: entry.fields.some(([name]) => name === "undo") ? others : [...others, key] });
}

async function deliver(entry, token) {
  let held = token;
  for (const isLast of [false, true]) {
    if (!held) {
      const fresh = await freshToken();
      if (!fresh.token) return { problem: fresh.problem, token: "" };
      if (entry.reader && fresh.reader !== entry.reader) { await wipe(); return { wiped: true, token: "" }; }
      held = fresh.token;
    }
    const answer = await post(entry, held);
    if (!answer || answer.status >= 500) return { problem: answer ? "busy" : "line", token: held };
    if (answer.status === 429) return { problem: "busy", token: held };
    if (answer.status === 401) return { problem: "login", token: "" };
    const said = await reasonOf(answer);
    if (answer.status === 400 && said.error === "csrf" && !isLast) { held = ""; continue; }
    if (answer.status >= 400) return { answer, token: held, html: said.html, refused: { status: answer.status, reason: said.reason } };
    return { answer, token: held, html: said.html };
  }
  return { problem: "busy", token: "" };
}

async function post(entry, token) {
  const body = new URLSearchParams(entry.fields);
  const headers = { "X-CSRFToken": token, "Idempotency-Key": entry.key, Accept: "application/json, text/html;q=0.9" };
  const signal = AbortSignal.timeout(SENDING);
  return fetch(entry.url, { method: "POST", body, headers, signal, redirect: "manual", credentials: "same-origin" }).catch(() => null);
}

async function reasonOf(answer) {
  const kind = answer.headers.get("Content-Type") ?? "";
  if (kind.startsWith("application/json")) return answer.clone().json().catch(() => ({}));
  return kind.startsWith("text/html") ? { html: await answer.clone().text() } : {};
}

async function freshToken() {
  const headers = { Accept: "application/json" };
  const answer = await fetch("/offline/token", { headers, cache: "no-store", redirect: "manual", signal: AbortSignal.timeout(SENDING) }).catch(() => null);
  if (!answer) return { problem: "line" };
  if (answer.ok) return answer.json();
  return { problem: answer.status >= 429 ? "busy" : "login" };
}

async function waiting() {
  return (await all("queue")).filter((entry) => entry.state === "waiting");
}

// --- leaving: nothing stays for the next person, and nothing unsent goes unsaid --------------------

async function leave(request) {
  const fields = await request.clone().formData();
  if (fields.get("unsent") !== "forget") {
    await flush();
    if ((await waiting()).length) return Response.redirect(`${DEVICE}?leaving=1`, 303);
  }
  const answer = await fetch(request).catch(() => null);
  if (!answer) return Response.redirect(`${DEVICE}?leaving=1`, 303);
  if (answer.type === "opaqueredirect" || answer.ok) { await wipe(); await registration.unregister(); }
  return answer;
}

async function wipe() {
  for (const name of await caches.keys()) if (name.startsWith(COURSE)) await caches.delete(name);
  for (const store of ["copies", "queue", "facts"]) await clear(store);
  await tell({});
}

async function forgetCopy(run) {
  for (const name of await caches.keys()) if (name.startsWith(`${COURSE}${run}-`)) await caches.delete(name);
  await remove("copies", run);
}

// --- pages ask and tell ----------------------------------------------------------------------------

const ANSWERS = {
  state: async () => ({}),
  reader: async ({ reader }) => { const known = await get("facts", "reader"); if (known && known !== reader) await wipe(); },
  flush: async () => { await flush(); },
  keep: async ({ copy }) => {
    await put("facts", copy.reader, "reader");
    await put("copies", copy);
    for (const name of await caches.keys()) {
      if (name.startsWith(`${COURSE}${copy.run}-`) && name !== copy.cache) await caches.delete(name);
    }
    await fillShelf();
  },
  forget: async ({ run }) => forgetCopy(run),
  drop: async ({ id }) => remove("queue", id),
  clear: async () => { for (const copy of await all("copies")) await forgetCopy(copy.run); },
};

addEventListener("message", (event) => {
  const answer = ANSWERS[event.data?.ask];
  if (!answer) return;
  event.waitUntil(answer(event.data).then(state).then((now) => event.ports[0]?.postMessage(now)));
});

async function state() {
  return { copies: await all("copies"), queue: await all("queue") };
}

async function tell(news) {
  const message = { ...news, ...await state() };
  for (const client of await clients.matchAll()) client.postMessage(message);
}

// --- IndexedDB -------------------------------------------------------------------------------------

let opened;
function database() {
  opened ??= new Promise((done, failed) => {
    const asked = indexedDB.open("baeum-offline", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("queue", { keyPath: "id", autoIncrement: true });
      asked.result.createObjectStore("copies", { keyPath: "run" });
      asked.result.createObjectStore("facts");
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => { opened = undefined; failed(asked.error); };
  });
  return opened;
}

async function within(store, mode, act) {
  const transaction = (await database()).transaction(store, mode, mode === "readwrite" ? { durability: "strict" } : {});
  const asked = act(transaction.objectStore(store));
  return new Promise((done, failed) => {
    transaction.oncomplete = () => done(asked.result);
    transaction.onerror = () => failed(transaction.error);
    transaction.onabort = () => failed(transaction.error);
  });
}

const get = (store, key) => within(store, "readonly", (records) => records.get(key));
const all = (store) => within(store, "readonly", (records) => records.getAll());
const put = (store, value, key) => within(store, "readwrite", (records) => records.put(value, key));
const remove = (store, key) => within(store, "readwrite", (records) => records.delete(key));
const clear = (store) => within(store, "readwrite", (records) => records.clear());
