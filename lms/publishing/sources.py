"""The source of a course, kept file by file under the hashes of their content.

Two editions share every file that did not change, and the newest one can always be
laid down, edited, compared or taken away again.
"""

import json
import zipfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import IO

import courses
from courses.linking.repository import repository_of
from courses.source import Folder, Unreadable
from lms.intake.gits import without_password
from lms.storage import BlobStore

FILE_LIMIT = 200 * 1024 * 1024
_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class SourceTree:
    """The files of a course by path; `name` is its folder's, `only` the file of a course of one.

    `repository` is the address of its git repository, which links may name.
    """

    name: str
    only: str
    repository: str
    files: Mapping[str, str]

    def with_file(self, path: str, digest: str) -> "SourceTree":
        """The same course with one file replaced or added."""
        return replace(self, files={**self.files, path: digest})

    def to_bytes(self) -> bytes:
        """What is stored; equal trees give equal bytes."""
        values = {
            "name": self.name,
            "only": self.only,
            "repository": self.repository,
            "files": dict(sorted(self.files.items())),
        }
        return json.dumps(values, ensure_ascii=False).encode()


def read_tree(storage: BlobStore, digest: str) -> SourceTree:
    """The tree that was stored under the hash."""
    return SourceTree(**json.loads(storage.get(digest)))


def store_tree(storage: BlobStore, tree: SourceTree) -> str:
    """Store the list of files (not these); returns its hash."""
    return storage.put(tree.to_bytes())


def keep_source(
    storage: BlobStore, path: Path, read: courses.ReadCourse, known: Collection[str] = ()
) -> str:
    """Store the course at a path and return its tree's hash; `known` blobs are there already.

    Hidden files are not kept, nor what lies beside a course of one file without being used.
    """
    folder = Folder(path)
    paths = _used(read, folder) if folder.only else folder.files
    files: dict[str, str] = {}
    for each in paths:
        try:
            data = folder.read_bytes(each, FILE_LIMIT)
        except Unreadable:
            continue
        digest = sha256(data).hexdigest()
        files[each] = digest if digest in known else storage.put(data)
    name = Path(folder.only).stem if folder.only else folder.root.name
    tree = SourceTree(name, folder.only, without_password(repository_of(folder)), files)
    return store_tree(storage, tree)


def lay_down(storage: BlobStore, tree: SourceTree, scratch: Path) -> Path:
    """Write the course below a scratch folder; returns the path to read it from."""
    root = scratch / tree.name
    root.mkdir(parents=True)
    for path, digest in tree.files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(storage.get(digest))
    if tree.repository:
        (root / ".git").mkdir()
        config = f'[remote "origin"]\n\turl = {tree.repository}\n'
        (root / ".git" / "config").write_text(config, encoding="utf-8")
    return root / tree.only if tree.only else root


def write_zip(storage: BlobStore, tree: SourceTree, top: str, file: IO[bytes]) -> None:
    """Write the course as a zip with one folder; the same course gives the same bytes."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, digest in sorted(tree.files.items()):
            info = zipfile.ZipInfo(f"{top}/{path}", _DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, storage.get(digest))


def _used(read: courses.ReadCourse, folder: Folder) -> list[str]:
    """The file of a course of one, and what it shows and delivers."""
    lessons = read.course.lessons if read.course else ()
    shown = {a.path for one in lessons for page in one.variants.values() for a in page.assets}
    delivered = {material.path for one in lessons for material in one.materials}
    return sorted(path for path in {folder.only} | shown | delivered if path in folder)
