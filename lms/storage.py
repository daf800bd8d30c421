"""Files of people and courses, stored once under the hash of their content."""

import hashlib
import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from io import BufferedRandom, BytesIO
from typing import Any

import fsspec
from flask import current_app


class MissingBlob(Exception):
    """No file with this hash is stored."""


class BlobStore:
    """Content-addressed files on any fsspec file system (local folder, S3, …)."""

    def __init__(self, url: str) -> None:
        self._fs, self._root = fsspec.core.url_to_fs(url)

    def put(self, data: bytes) -> str:
        """Store the bytes and return their SHA-256; storing twice is harmless."""
        return self.put_file(BytesIO(data))

    def put_file(self, file: BytesIO | BufferedRandom) -> str:
        """Store what the file holds, without reading it whole; return its SHA-256."""
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        path = self._path(digest)
        if not self._is_there_afresh(path):
            self._fs.makedirs(path.rsplit("/", 1)[0], exist_ok=True)
            file.seek(0)
            with self._fs.transaction, self._fs.open(path, "wb") as stored:
                shutil.copyfileobj(file, stored)
        return digest

    def is_untouched(self, digest: str, *, since: datetime) -> bool:
        """Whether the bytes are there and nobody stored them, first or again, since a moment."""
        try:
            at: datetime = self._fs.modified(self._path(digest))
        except FileNotFoundError:
            return False
        return at.astimezone(UTC) < since

    def _is_there_afresh(self, path: str) -> bool:
        """Mark what is there as wanted now; where that cannot be marked, it is stored again."""
        if not self._fs.exists(path):
            return False
        try:
            self._fs.touch(path, truncate=False)  # NotImplementedError: this store cannot
        except (NotImplementedError, ValueError, FileNotFoundError):
            return False
        return True

    def remove(self, digest: str) -> None:
        """Forget the bytes; forgetting twice is harmless. The caller knows that nobody needs them."""
        with suppress(FileNotFoundError):
            self._fs.rm_file(self._path(digest))

    def get(self, digest: str) -> bytes:
        """The stored bytes; raises MissingBlob."""
        try:
            data: bytes = self._fs.cat_file(self._path(digest))
        except FileNotFoundError as error:
            raise MissingBlob(digest) from error
        return data

    def sizes(self, digests: Sequence[str]) -> dict[str, int]:
        """How many bytes each of these holds; what is not stored is left out."""
        found = {}
        for digest in digests:
            with suppress(FileNotFoundError):
                found[digest] = int(self._fs.size(self._path(digest)) or 0)
        return found

    def chunks(self, digest: str, *, size: int = 1 << 16) -> Iterator[bytes]:
        """The stored bytes piece by piece; raises MissingBlob."""
        try:
            file: Any = self._fs.open(self._path(digest), "rb")
        except FileNotFoundError as error:
            raise MissingBlob(digest) from error
        with file:
            while piece := file.read(size):
                yield piece

    def _path(self, digest: str) -> str:
        if len(digest) != 64 or not all(c in "0123456789abcdef" for c in digest):
            raise MissingBlob(digest)
        return f"{self._root}/{digest[:2]}/{digest}"


def blobs() -> BlobStore:
    """The application's blob store."""
    store: BlobStore = current_app.extensions["blobs"]
    return store
