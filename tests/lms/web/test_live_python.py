"""What a browser loads to run Python: packed, kept for a year, and closed to everything else."""

import gzip
import io
import shutil
import subprocess
import zipfile
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from lms.settings import PROJECT_DIR
from lms.web.live_python import FILES, PACKAGE, live_version

PACK = PROJECT_DIR / "bin" / "pack-python.mjs"
UNPACK = (
    "const z=require('zlib'),f=require('fs');"
    "process.stdout.write(z.brotliDecompressSync(f.readFileSync(process.argv[1])))"
)


def address(name: str) -> str:
    return f"/pyodide/{live_version()}/{name}"


def test_files_go_packed_to_those_who_take_it(app: Flask, anonymous: FlaskClient) -> None:
    whole = (PACKAGE / "pyodide.asm.wasm").read_bytes()
    plain = anonymous.get(address("pyodide.asm.wasm"), buffered=True)
    packed = anonymous.get(address("pyodide.asm.wasm"), headers={"Accept-Encoding": "gzip"})
    smallest = anonymous.get(address("pyodide.asm.wasm"), headers={"Accept-Encoding": "gzip, br"})

    assert plain.data == gzip.decompress(packed.data) == whole
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(smallest.data) <= len(packed.data) < 0.5 * len(whole)
    for answer in (plain, packed, smallest):
        assert answer.mimetype == "application/wasm"
        assert "Accept-Encoding" in answer.headers["Vary"]
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_a_file_of_another_version_or_name_is_not_there(anonymous: FlaskClient) -> None:
    assert anonymous.get("/pyodide/0123456789/pyodide.mjs").status_code == 404
    assert anonymous.get(address("package.json")).status_code == 404


def test_set_up_packs_the_files_and_lays_the_library_out_unpacked(tmp_path: Path) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as library:
        library.writestr("json/", "")
        library.writestr("json/__init__.py", "x = 1\n" * 2_000, zipfile.ZIP_DEFLATED)
        library.writestr("배움.py", "y = 2\n")
    written = {name: f"{name}\n".encode() * 500 for name in FILES}
    written["python_stdlib.zip"] = archive.getvalue()
    for name, content in written.items():
        (tmp_path / name).write_bytes(content)

    node = shutil.which("node")
    assert node is not None
    subprocess.run([node, PACK, tmp_path], check=True)

    def unpacked(name: str) -> bytes:
        path = tmp_path / "packed" / f"{name}.br"
        return subprocess.run([node, "-e", UNPACK, path], check=True, capture_output=True).stdout

    for name in written.keys() - {"python_stdlib.zip"}:
        assert unpacked(name) == written[name]
    with zipfile.ZipFile(io.BytesIO(unpacked("python_stdlib.zip"))) as laid_out:
        assert laid_out.testzip() is None
        assert {one.compress_type for one in laid_out.infolist()} == {zipfile.ZIP_STORED}
        assert laid_out.read("json/__init__.py") == b"x = 1\n" * 2_000
        assert laid_out.read("배움.py") == b"y = 2\n"
