"""A course folder as raw files: the only module of the engine that opens an author's file."""

from __future__ import annotations

import hashlib
import os
import stat
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from courses.model import Problem

TEXT_LIMIT = 2_000_000
NOTEBOOK_LIMIT = 20_000_000
ASSET_LIMIT = 25_000_000
FILE_COUNT_LIMIT = 200_000
NEIGHBOUR_LIMIT = 2_000
"""How many files beside a course of one file may be pictures and data of it."""

_IGNORED_FOLDERS = {"node_modules", "__pycache__", "_build"}
_NO_FOLLOW = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC
_FOLDER = _NO_FOLLOW | os.O_DIRECTORY


class Unreadable(Exception):
    """A file that cannot be used; carries the Problem to report."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class Folder:
    """The files below one folder; nothing outside of it is ever read.

    Paths are relative to the folder and use ``/`` on every system. Given a
    file, ``only`` names it, and the files beside it are there to be shown.
    ``instead`` has other bytes for some of the files.
    """

    def __init__(self, root: Path, instead: Mapping[str, bytes] | None = None) -> None:
        self._instead = dict(instead or {})
        root = root.resolve()
        self.only = root.name if root.is_file() else ""
        self.root = root.parent if self.only else root
        self.problems: list[Problem] = []
        self._aliases: dict[str, str] = {}
        self._peeked: dict[str, str] = {}
        self.files: tuple[str, ...] = tuple(sorted(self._walk()))
        self._known = frozenset(self.files)
        self._children: dict[str, list[str]] = {}
        for path in self.files:
            self._children.setdefault(path.rpartition("/")[0], []).append(path)
        self._folders = {"", *_folders_above(self._children)}
        names = (*sorted(self._folders), *self.files)
        self._composed = {_composed(path): path for path in names}
        self._folded = {_folded(path): path for path in names}

    def __contains__(self, path: str) -> bool:
        return path in self._known

    def path(self, path: str) -> Path:
        """The place of a file on disk."""
        return self.root / path

    def find(self, path: str) -> str:
        """The file's path as it is on disk, where Korean names may be decomposed."""
        return self._composed.get(_composed(path), path)

    def find_in_any_case(self, path: str) -> str:
        """The path of a file or folder on disk that differs at most in upper and lower case."""
        return self._folded.get(_folded(path), path)

    def names_in(self, folder: str) -> list[str]:
        """The files directly in a folder, sorted by name."""
        return list(self._children.get(folder, ()))

    def below(self, folder: str) -> list[str]:
        """Every file below a folder, sorted."""
        first = bisect_left(self.files, f"{folder}/")
        return list(self.files[first : bisect_left(self.files, f"{folder}0", first)])

    def has_folder(self, folder: str) -> bool:
        """Tell whether a folder holds at least one file."""
        return folder in self._folders

    def hides(self, path: str) -> bool:
        """Tell whether there is a file that is left out, such as those whose names begin with a dot."""
        parts = path.split("/")
        if path in self._known or ".." in parts or ".git" in parts:
            return False
        if not any(part.startswith(".") or part in _IGNORED_FOLDERS for part in parts):
            return False
        try:
            os.lstat(self.root / path)
        except (OSError, ValueError):
            return False
        return True

    def read_bytes(self, path: str, limit: int = ASSET_LIMIT) -> bytes:
        """The bytes of a file; raises Unreadable if it is missing or larger than ``limit``."""
        if path not in self._known:
            raise Unreadable(_problem("missing-file", path, "the file does not exist"))
        return self._read(path, limit)

    def _read(self, path: str, limit: int) -> bytes:
        try:
            if path in self._instead:
                return self._instead[path][: limit + 1]
            with os.fdopen(self._open(path), "rb", buffering=0) as stream:
                size = os.fstat(stream.fileno()).st_size
                data = stream.read(min(size, limit) + 1)
        except OSError as error:
            reason = error.strerror or "it cannot be read"
            raise Unreadable(_problem("unreadable-file", path, reason)) from error
        if len(data) > limit:
            raise Unreadable(
                _problem("file-too-large", path, f"the file is larger than {limit:,} bytes")
            )
        return data

    def sha256_of(self, path: str) -> str:
        """The hash of a file's bytes; nothing for a file that is not there or cannot be read."""
        try:
            return hashlib.sha256(self.read_bytes(path)).hexdigest()
        except Unreadable:
            return ""

    def read_text(self, path: str, limit: int = TEXT_LIMIT) -> str:
        """The text of a file with ``\\n`` line ends; a file that is not UTF-8 is a Problem."""
        peeked = self._peeked.pop(path, None)
        if peeked is not None:
            return peeked
        data = self.read_bytes(path, limit)
        return self._decode(path, data).replace("\r\n", "\n").replace("\r", "\n")

    def peek_text(self, path: str) -> str:
        """The text of a file that is going to be read; nothing for one that cannot be."""
        if path not in self._peeked:
            try:
                self._peeked[path] = self.read_text(path)
            except Unreadable:
                return ""
        return self._peeked[path]

    def git_config(self) -> str:
        """The settings of the git repository whose root the folder is, or nothing."""
        try:
            return self._read(".git/config", TEXT_LIMIT).decode("utf-8", "replace")
        except Unreadable:
            return ""

    def _open(self, path: str) -> int:
        """A file opened step by step from the root, so that no link can lead elsewhere."""
        *folders, name = self._aliases.get(path, path).split("/")
        here = os.open(self.root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            for folder in folders:
                below = os.open(folder, _FOLDER, dir_fd=here)
                os.close(here)
                here = below
            file = os.open(name, _NO_FOLLOW | os.O_NONBLOCK, dir_fd=here)
        finally:
            os.close(here)
        if not stat.S_ISREG(os.fstat(file).st_mode):
            os.close(file)
            raise OSError(None, "it is no ordinary file")
        return file

    def _decode(self, path: str, data: bytes) -> str:
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
        for encoding in _other_encodings(data):
            try:
                text = data.decode(encoding)
            except UnicodeDecodeError:
                continue
            message = f"read as {encoding}, not UTF-8"
            self.problems.append(Problem("warning", "not-utf8", path, line, message))
            return text
        raise Unreadable(_problem("not-text", path, "the file is not UTF-8 text"))

    def _walk(self) -> Iterator[str]:
        limit = NEIGHBOUR_LIMIT if self.only else FILE_COUNT_LIMIT
        count = 0
        if self.only:
            yield self.only
        for path in self._entries_below():
            if path == self.only:
                continue
            count += 1
            if count > limit:
                if not self.only:
                    message = f"more than {limit:,} files"
                    self.problems.append(_problem("too-many-files", "", message))
                return
            yield path

    def _entries_below(self) -> Iterator[str]:
        """Every file, the upper folders first and in the order of their names."""
        waiting = [""]
        for here in waiting:
            for entry in self._entries(here):
                path = f"{here}/{entry.name}" if here else entry.name
                if not self._is_wanted(entry, path):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(path)
                else:
                    yield path

    def _entries(self, here: str) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(self.root / here) as entries:
                return sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            self._refuse(here, "unreadable-file", error.strerror or "it cannot be read")
            return []

    def _is_wanted(self, entry: os.DirEntry[str], path: str) -> bool:
        name = entry.name
        if name.startswith("."):
            return False
        if not _is_unicode(name):
            shown = path.encode("utf-8", "backslashreplace").decode()
            self._refuse(shown, "bad-file-name", "the file name is not UTF-8")
            return False
        if entry.is_symlink():
            return name not in _IGNORED_FOLDERS and self._follow(path)
        if entry.is_dir(follow_symlinks=False):
            return name not in _IGNORED_FOLDERS
        return entry.is_file(follow_symlinks=False)

    def _follow(self, path: str) -> bool:
        """Tell whether a symbolic link leads to a file of the course, and remember which."""
        try:
            real = (self.root / path).resolve(strict=True)
        except (OSError, RuntimeError):
            self._refuse(path, "symlink-broken", "the symbolic link leads nowhere")
            return False
        if real.is_dir():
            self._refuse(path, "symlink-folder", "folders behind symbolic links are not read")
            return False
        if not real.is_relative_to(self.root):
            self._refuse(path, "symlink-outside", "the symbolic link leaves the course folder")
            return False
        target = real.relative_to(self.root)
        if any(part.startswith(".") for part in target.parts) or not real.is_file():
            self._refuse(path, "symlink-outside", "the symbolic link leads to a hidden file")
            return False
        self._aliases[path] = target.as_posix()
        return True

    def _refuse(self, path: str, code: str, message: str) -> None:
        self.problems.append(_problem(code, path, message))


def _folders_above(folders: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for start in folders:
        folder = start
        while folder and folder not in seen:
            seen.add(folder)
            yield folder
            folder = folder.rpartition("/")[0]


def _other_encodings(data: bytes) -> tuple[str, ...]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    return () if b"\0" in data else ("cp949", "cp1252")


def _is_unicode(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _composed(path: str) -> str:
    return unicodedata.normalize("NFC", path)


def _folded(path: str) -> str:
    return _composed(path).casefold()


def _problem(code: str, file: str, message: str) -> Problem:
    return Problem("error", code, file, None, message)
