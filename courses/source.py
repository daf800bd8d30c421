"""A course folder as raw files: the only module of the engine that opens a file."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from courses.model import Problem

TEXT_LIMIT = 2_000_000
NOTEBOOK_LIMIT = 20_000_000
ASSET_LIMIT = 25_000_000
FILE_COUNT_LIMIT = 50_000

_IGNORED_FOLDERS = {"node_modules", "__pycache__", "_build"}


class Unreadable(Exception):
    """A file that cannot be used; carries the Problem to report."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class Folder:
    """The files below one folder; nothing outside of it is ever read.

    Paths are relative to the folder and use ``/`` on every system.
    """

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.problems: list[Problem] = []
        self.files: tuple[str, ...] = tuple(sorted(self._walk()))
        self._known = frozenset(self.files)
        self._composed = {unicodedata.normalize("NFC", path): path for path in self.files}

    def __contains__(self, path: str) -> bool:
        return path in self._known

    def path(self, path: str) -> Path:
        """The place of a file on disk."""
        return self.root / path

    def find(self, path: str) -> str:
        """The file's path as it is on disk, where Korean names may be decomposed."""
        return self._composed.get(unicodedata.normalize("NFC", path), path)

    def names_in(self, folder: str) -> list[str]:
        """The files directly in a folder, sorted by name."""
        start = f"{folder}/" if folder else ""
        return [p for p in self.files if p.startswith(start) and "/" not in p[len(start) :]]

    def below(self, folder: str) -> list[str]:
        """Every file below a folder, sorted."""
        return [p for p in self.files if p.startswith(f"{folder}/")]

    def has_folder(self, folder: str) -> bool:
        """Tell whether a folder holds at least one file."""
        return any(p.startswith(f"{folder}/") for p in self.files)

    def read_bytes(self, path: str, limit: int = ASSET_LIMIT) -> bytes:
        """The bytes of a file; raises Unreadable if it is missing or larger than ``limit``."""
        if path not in self._known:
            raise Unreadable(_problem("missing-file", path, "the file does not exist"))
        try:
            with self.path(path).open("rb") as stream:
                data = stream.read(limit + 1)
        except OSError as error:
            reason = error.strerror or "it cannot be read"
            raise Unreadable(_problem("unreadable-file", path, reason)) from error
        if len(data) > limit:
            raise Unreadable(
                _problem("file-too-large", path, f"the file is larger than {limit:,} bytes")
            )
        return data

    def read_text(self, path: str, limit: int = TEXT_LIMIT) -> str:
        """The text of a file with ``\\n`` line ends; a file that is not UTF-8 is a Problem."""
        data = self.read_bytes(path, limit)
        return self._decode(path, data).replace("\r\n", "\n").replace("\r", "\n")

    def _decode(self, path: str, data: bytes) -> str:
        for encoding in ("utf-8-sig", "cp949"):
            try:
                text = data.decode(encoding)
            except UnicodeDecodeError:
                continue
            if encoding != "utf-8-sig":
                self.problems.append(
                    Problem("warning", "not-utf8", path, None, f"read as {encoding}, not UTF-8")
                )
            return text
        raise Unreadable(_problem("not-text", path, "the file is not UTF-8 text"))

    def _walk(self) -> Iterator[str]:
        count = 0
        for top, folders, names in os.walk(self.root, followlinks=False):
            here = Path(top)
            folders[:] = sorted(f for f in folders if self._wants_folder(here / f))
            for name in sorted(names):
                if name.startswith(".") or not self._stays_inside(here / name):
                    continue
                count += 1
                if count > FILE_COUNT_LIMIT:
                    self.problems.append(
                        _problem("too-many-files", "", f"more than {FILE_COUNT_LIMIT:,} files")
                    )
                    return
                yield (here / name).relative_to(self.root).as_posix()

    def _wants_folder(self, folder: Path) -> bool:
        if folder.name.startswith(".") or folder.name in _IGNORED_FOLDERS:
            return False
        if folder.is_symlink():
            self._refuse(folder, "symlink-folder", "folders behind symbolic links are not read")
            return False
        return True

    def _stays_inside(self, path: Path) -> bool:
        if path.is_symlink() and not path.resolve().is_relative_to(self.root):
            self._refuse(path, "symlink-outside", "the symbolic link leaves the course folder")
            return False
        return path.is_file()

    def _refuse(self, path: Path, code: str, message: str) -> None:
        relative = path.relative_to(self.root).as_posix()
        self.problems.append(_problem(code, relative, message))


def _problem(code: str, file: str, message: str) -> Problem:
    return Problem("error", code, file, None, message)
