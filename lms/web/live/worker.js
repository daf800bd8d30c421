// Runs a reader's Python in a worker of its own. Its address has a policy of its own (lms/web/live_python.py):
// WebAssembly may be compiled here, and nothing but Pyodide's own files can be fetched.
import { loadPyodide } from "./pyodide.mjs";

const CLOSED = ["indexedDB", "caches", "BroadcastChannel", "WebSocket", "WebSocketStream", "WebTransport", "EventSource", "Worker", "SharedWorker", "cookieStore"];
const MOST_CHARACTERS = 200_000;
let python;
let packages;
let present;
let sent = 0;

async function start() {
  const [runtime, lock, wheels] = await Promise.all([
    loadPyodide({ indexURL: new URL(".", import.meta.url).href }),
    fetch(new URL("pyodide-lock.json", import.meta.url)).then((answer) => answer.json()),
    fetch(new URL("../wheels.json", import.meta.url)).then((answer) => answer.json()),
  ]);
  python = runtime;
  packages = lock.packages;
  present = new Set(wheels);
  for (const name of CLOSED) { try { Object.defineProperty(self, name, { value: undefined }); } catch { /* not there */ } }
  for (const kind of ["stdout", "stderr"]) {
    const decoder = new TextDecoder();
    python[kind === "stdout" ? "setStdout" : "setStderr"]({ write: (bytes) => { tell(kind, decoder.decode(bytes, { stream: true })); return bytes.length; } });
  }
  python.setStdin({ error: true });
}

function tell(kind, text) {
  const room = MOST_CHARACTERS - sent;
  if (room <= 0) return;
  sent += text.length;
  postMessage({ type: "output", kind, text: text.slice(0, room) + (text.length > room ? "\n…" : "") });
}

// The packages that a cell imports: those that lie here are loaded, the others are named.
async function bring(code) {
  const byImport = new Map(Object.values(packages).flatMap((one) => one.imports.map((name) => [name, one])));
  const found = python.runPython("from pyodide.code import find_imports; find_imports")(code).toJs();
  const names = new Set(found.map((name) => name.split(".")[0]));
  const wanted = new Set();
  const missing = new Set();
  const need = (one, name) => {
    if (wanted.has(one.name)) return;
    if (!present.has(one.file_name)) { missing.add(name); return; }
    wanted.add(one.name);
    for (const other of one.depends) need(packages[other], name);
  };
  const known = python.runPython("import sys; sys.stdlib_module_names");
  for (const name of names) {
    if (known.has?.(name) ?? known.__contains__(name)) continue;
    const one = byImport.get(name);
    if (one) need(one, name);
    else if (!python.runPython("import importlib.util as u; lambda n: u.find_spec(n) is not None")(name)) missing.add(name);
  }
  if (missing.size === 0 && wanted.size > 0) await python.loadPackage([...wanted], { messageCallback: () => {} });
  return [...missing];
}

async function run({ id, code }) {
  sent = 0;
  try {
    const missing = await bring(code);
    if (missing.length) { postMessage({ type: "done", id, missing }); return; }
    const value = await python.runPythonAsync(code, { filename: "<cell>" });
    let shown = "";
    if (value !== undefined) {
      const repr = python.globals.get("__builtins__").repr ?? python.runPython("repr");
      shown = String(repr(value));
      value?.destroy?.();
    }
    postMessage({ type: "done", id, value: shown.slice(0, MOST_CHARACTERS) });
  } catch (error) {
    postMessage({ type: "done", id, error: readable(String(error.message ?? error)) });
  }
}

// A traceback begins with the reader's own cell, not with what runs it.
function readable(text) {
  const at = text.indexOf('  File "<cell>"');
  return at < 0 ? text : `Traceback (most recent call last):\n${text.slice(at)}`;
}

const ready = start().then(() => postMessage({ type: "ready" }), (error) => { postMessage({ type: "broken", error: String(error) }); throw error; });
addEventListener("message", async (event) => { await ready; await run(event.data); });
