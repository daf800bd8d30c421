"""The ZIP of a person's data: a JSON file for each kind, their files, and a page to read."""

import json
import zipfile
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO

from flask import render_template

from lms import web
from lms.accounts.models import User
from lms.accounts.personal_data import Part
from lms.storage import BlobStore, MissingBlob

STYLE = Path(web.__file__).parent / "static" / "export.css"


def write_export(
    file: BinaryIO, user: User, parts: Iterable[Part], storage: BlobStore, *, at: datetime
) -> None:
    """Write the ZIP; a stored file that has been lost is left out."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        written = [_write_part(archive, part, storage) for part in parts]
        page = render_template("accounts/export.html", person=user, parts=written, made_at=at)
        archive.writestr("index.html", page)
        archive.write(STYLE, "style.css")


def _write_part(archive: zipfile.ZipFile, part: Part, storage: BlobStore) -> Part:
    rows = [{name: _plain(value) for name, value in row.items()} for row in part.rows]
    archive.writestr(f"{part.name}.json", json.dumps(rows, ensure_ascii=False, indent=1))
    files = {
        path: digest
        for path, digest in part.files.items()
        if _write_file(archive, f"files/{path}", storage, digest)
    }
    return Part(part.name, part.title, rows, files)


def _write_file(archive: zipfile.ZipFile, path: str, storage: BlobStore, digest: str) -> bool:
    with suppress(MissingBlob):
        chunks = storage.chunks(digest)
        first = next(chunks, b"")
        with archive.open(path, "w", force_zip64=True) as target:
            target.write(first)
            for piece in chunks:
                target.write(piece)
        return True
    return False


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
