"""The files that items of a bank carry: they lie in the bank's folder, and go out with its items."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

from assessments.fields import Entry, Fields
from assessments.items.attachments import LARGEST, MEDIA_TYPES, is_inside, name_of, suffix_of
from assessments.model import Item

MOST_BYTES = 100_000_000
"""How much the files of one bank may be together."""
SIGNATURES: Mapping[str, tuple[bytes, ...]] = {
    ".pdf": (b"%PDF-",),
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".gif": (b"GIF87a", b"GIF89a"),
    ".webp": (b"RIFF",),
    ".wav": (b"RIFF",),
    ".ogg": (b"OggS",),
    ".xlsx": (b"PK\x03\x04",),
}


def is_of_its_kind(name: str, data: bytes) -> bool:
    """Tell whether a content begins as files of such a name do, as far as that is known."""
    return data.startswith(SIGNATURES.get(suffix_of(name), (b"",)))


@dataclass(slots=True)
class AttachmentFiles:
    """The files of one bank, as its items name them; contents by hash."""

    folder: Path
    contents: dict[str, bytes] = field(default_factory=dict)

    def into(self, source: Fields) -> Entry:
        """Give the item with hash and size of each of its files; what is wrong is noted."""
        listed, values = source.get("attachments"), source.entry.value
        if listed is None or not isinstance(listed.value, tuple) or not isinstance(values, Mapping):
            return source.entry
        read = tuple(self._read(source, each) for each in listed.value)
        attachments = replace(listed, value=read)
        return replace(source.entry, value={**values, "attachments": attachments})

    def _read(self, source: Fields, entry: Entry) -> Entry:
        if not isinstance(entry.value, Mapping):
            return entry
        named = entry.value.get("file")
        if named is None or not isinstance(named.value, str):
            return entry
        if not is_inside(named.value) or suffix_of(named.value) not in MEDIA_TYPES:
            return entry
        data = self._contents(source, named)
        digest = sha256(data or b"").hexdigest()
        if data is not None:
            self.contents[digest] = data
        size = str(len(data or b""))
        known = {"sha256": Entry(digest, named.line), "size": Entry(size, named.line)}
        return replace(entry, value={**entry.value, **known})

    def _contents(self, source: Fields, named: Entry) -> bytes | None:
        name = str(named.value)
        problem = self._why_not(name)
        if problem is None:
            data = (self.folder / name).read_bytes()
            if is_of_its_kind(name, data):
                return data
            problem = ("wrong-file-kind", "its content is not what its name says")
        code, why = problem
        source.problem(code, f"attachment {name!r}: {why}", at=named)
        return None

    def _why_not(self, name: str) -> tuple[str, str] | None:
        """Give why a file is not even opened."""
        path = self.folder / name
        steps = [path, *path.parents][: len(Path(name).parts)]
        if any(each.is_symlink() for each in steps):
            return "symlink", "put the file itself there, not a link to it"
        if not path.is_file():
            return "missing-file", "there is no such file in the folder of the bank"
        if path.stat().st_size > LARGEST:
            return "file-too-large", f"a file has at most {LARGEST // 1_000_000} MB"
        if path.stat().st_size + sum(map(len, self.contents.values())) > MOST_BYTES:
            message = f"the files of a bank have at most {MOST_BYTES // 1_000_000} MB together"
            return "file-too-large", message
        return None


def attachment_paths(items: Sequence[Item]) -> dict[str, str]:
    """Give path → hash of the files that items carry; two that share a path are kept apart."""
    paths: dict[str, str] = {}
    for item in items:
        for each in item.attachments:
            paths[path_of(each.file, each.sha256, paths)] = each.sha256
    return paths


def path_of(file: str, digest: str, taken: Mapping[str, str]) -> str:
    """Give the path of a file, another one where it is taken by other content."""
    return file if taken.get(file, digest) == digest else f"{digest[:12]}/{file}"


def with_free_paths(items: Sequence[Item]) -> list[Item]:
    """Give the items with the paths that `attachment_paths` gives their files."""
    paths = attachment_paths(items)
    return [
        replace(
            item,
            attachments=tuple(
                replace(each, file=path_of(each.file, each.sha256, paths))
                for each in item.attachments
            ),
        )
        for item in items
    ]


def package_path(file_name: str, digest: str) -> str:
    """Give the place of a file in a package of another format."""
    return f"files/{digest[:12]}/{file_name}"


def package_files(items: Sequence[Item]) -> dict[str, str]:
    """Give path in a package → hash of the files that items carry."""
    return {
        package_path(name_of(each), each.sha256): each.sha256
        for item in items
        for each in item.attachments
    }
