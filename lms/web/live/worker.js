// Runs a reader's Python in a worker of its own. Its address has a policy of its own (lms/web/live_python.py):
// WebAssembly may be compiled here, and nothing but Pyodide's own files can be fetched.
import { loadPyodide } from "./pyodide.mjs";

const CLOSED = ["indexedDB", "caches", "BroadcastChannel", "WebSocket", "WebSocketStream", "WebTransport", "EventSource", "Worker", "SharedWorker", "cookieStore"];
const MOST_CHARACTERS = 200_000;
let python;
let own;
let packages;
let present;
let sent = 0;

// What this worker itself says in Python, in a namespace that no cell sees. Lines for a notebook's shell, where a
// cell is no Python with them, are left out, and said.
const OWN = `
import importlib.util, os, re, sys, warnings
from pyodide.code import find_imports
def plain(code):
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(code, "<cell>", "exec", 0x2000)
        return code, []
    except SyntaxError:
        skipped = []
        def leave(found):
            skipped.append(found[2].strip())
            return f"{found[1]}pass"
        return re.sub(r"^([ \\t]*)([%!]+[ \\t]*[A-Za-z].*)$", leave, code, flags=re.M), skipped
def modules(code):
    return sorted({name.split(".")[0] for name in find_imports(code)} - sys.stdlib_module_names - {""})
def is_here(name):
    return importlib.util.find_spec(name) is not None
def enter(folder):
    os.chdir(folder)
    sys.path.insert(0, folder)
`;

async function start() {
  const [runtime, lock, wheels] = await Promise.all([
    loadPyodide({ indexURL: new URL(".", import.meta.url).href }),
    fetch(new URL("pyodide-lock.json", import.meta.url)).then((answer) => answer.json()),
    fetch(new URL("../wheels.json", import.meta.url)).then((answer) => answer.json()),
  ]);
  python = runtime;
  own = python.toPy({});
  python.runPython(OWN, { globals: own });
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
  const names = own.get("modules")(code).toJs();
  const wanted = new Set();
  const missing = new Set();
  const need = (one, name) => {
    if (wanted.has(one.name)) return;
    if (!present.has(one.file_name)) { missing.add(name); return; }
    wanted.add(one.name);
    for (const other of one.depends) need(packages[other], name);
  };
  for (const name of names) {
    const one = byImport.get(name);
    if (one) need(one, name);
    else if (!own.get("is_here")(name)) missing.add(name);
  }
  if (missing.size === 0 && wanted.size > 0) await python.loadPackage([...wanted], { messageCallback: () => {} });
  return [...missing];
}

// The course's files where the page's code looks for them; it runs in the folder of its lesson.
function lay({ folder, files }) {
  if (!files.length) return;
  const root = "/home/pyodide/course";
  for (const { path, data } of files) {
    python.FS.mkdirTree(`${root}/${path}`.replace(/\/[^/]*$/, ""));
    python.FS.writeFile(`${root}/${path}`, data);
  }
  const here = folder ? `${root}/${folder}` : root;
  python.FS.mkdirTree(here);
  own.get("enter")(here);
}

async function run({ id, code: written }) {
  sent = 0;
  let skipped = [];
  try {
    const [code, left] = own.get("plain")(written).toJs();
    skipped = left;
    const missing = await bring(code);
    if (missing.length) { postMessage({ type: "done", id, missing }); return; }
    const value = await python.runPythonAsync(code, { filename: "<cell>" });
    let shown = "";
    if (value !== undefined) {
      const repr = python.globals.get("__builtins__").repr ?? python.runPython("repr");
      shown = String(repr(value));
      value?.destroy?.();
    }
    postMessage({ type: "done", id, skipped, value: shown.slice(0, MOST_CHARACTERS) });
  } catch (error) {
    postMessage({ type: "done", id, skipped, error: readable(String(error.message ?? error)) });
  }
}

// A traceback begins with the reader's own cell, not with what runs it.
function readable(text) {
  const at = text.indexOf('  File "<cell>"');
  return at < 0 ? text : `Traceback (most recent call last):\n${text.slice(at)}`;
}

const ready = start().then(() => postMessage({ type: "ready" }), (error) => { postMessage({ type: "broken", error: String(error) }); throw error; });
addEventListener("message", async (event) => { await ready; event.data.files ? lay(event.data) : await run(event.data); });
