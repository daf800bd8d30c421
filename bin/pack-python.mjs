#!/usr/bin/env node
// Packs the files that a browser loads to run Python with Brotli, once after they were installed: about a minute of one
// core. Python's library is an archive of packed files; it is laid out unpacked first, because the whole packs better.
// Usage: bin/pack-python.mjs [FOLDER]     FOLDER is the installed package; the packed files go to FOLDER/packed
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants, inflateRawSync } from "node:zlib";

const packageFolder = process.argv[2] ?? join(dirname(dirname(fileURLToPath(import.meta.url))), "node_modules", "pyodide");
const target = join(packageFolder, "packed");
const FILES = ["pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json"];
const END = 0x06054b50;
const UTF8 = 0x0800;
const STORED = 0;
const DEFLATED = 8;

/** The same zip archive with every file as it is. */
function unpacked(zip) {
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || zip.readUInt32LE(end) !== END) throw new Error("this is no zip archive");
  const locals = [];
  const entries = [];
  let at = zip.readUInt32LE(end + 16);
  let offset = 0;
  for (let count = zip.readUInt16LE(end + 10); count > 0; count -= 1) {
    const lengths = [28, 30, 32].map((place) => zip.readUInt16LE(at + place));
    const entry = Buffer.from(zip.subarray(at, at + 46 + lengths[0]));
    const data = contentOf(zip, entry);
    entry.writeUInt16LE(entry.readUInt16LE(8) & UTF8, 8);
    entry.writeUInt16LE(STORED, 10);
    entry.writeUInt32LE(data.length, 20);
    entry.writeUInt16LE(0, 30);
    entry.writeUInt16LE(0, 32);
    entry.writeUInt32LE(offset, 42);
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    entry.copy(head, 4, 6, 32);
    head.writeUInt16LE(0, 28);
    const local = Buffer.concat([head, entry.subarray(46), data]);
    locals.push(local);
    entries.push(entry);
    offset += local.length;
    at += 46 + lengths[0] + lengths[1] + lengths[2];
  }
  const directory = Buffer.concat(entries);
  const last = Buffer.from(zip.subarray(end, end + 22));
  last.writeUInt32LE(directory.length, 12);
  last.writeUInt32LE(offset, 16);
  last.writeUInt16LE(0, 20);
  return Buffer.concat([...locals, directory, last]);
}

function contentOf(zip, entry) {
  const local = entry.readUInt32LE(42);
  const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
  const bytes = zip.subarray(start, start + entry.readUInt32LE(20));
  const method = entry.readUInt16LE(10);
  if (method !== STORED && method !== DEFLATED) throw new Error(`unknown packing ${method}`);
  return method === DEFLATED ? inflateRawSync(bytes) : bytes;
}

async function pack(name) {
  const written = readFileSync(join(packageFolder, name));
  const content = name.endsWith(".zip") ? unpacked(written) : written;
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
    [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
  };
  const packed = await promisify(brotliCompress)(content, { params });
  const draft = join(target, `${name}.${process.pid}`);
  writeFileSync(draft, packed);
  renameSync(draft, join(target, `${name}.br`));
}

if (existsSync(packageFolder)) {
  mkdirSync(target, { recursive: true });
  await Promise.all(FILES.filter((name) => !existsSync(join(target, `${name}.br`))).map(pack));
}
