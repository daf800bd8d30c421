"""What an author names — a folder, a file, a zip or a repository — as a folder to be read."""

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from flask_babel import gettext

from lms.intake import gits, zips
from lms.intake.errors import BadFolder, BadSlug
from lms.intake.names import checked

SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,79}\Z")
_BRANCH = re.compile(r"-(?:main|master|[0-9a-f]{7,40})\Z")
_NO_NAME = re.compile(r"[^\w.-]+")


class OriginKind(StrEnum):
    """How a course came in."""

    FOLDER = "folder"
    ZIP = "zip"
    GIT = "git"
    EDIT = "edit"


@dataclass(frozen=True)
class Origin:
    """Where a course came from; `detail` is for people and holds no password."""

    kind: OriginKind
    detail: str = ""


@dataclass(frozen=True)
class Incoming:
    """A course laid down as a folder, or as one file, and where it came from."""

    path: Path
    origin: Origin


def slug_or_none(slug: str | None) -> str | None:
    """The name that was asked for; raises BadSlug."""
    if slug is not None and not SLUG.match(slug):
        raise BadSlug(
            gettext("강의 이름은 소문자, 숫자, 붙임표로만 씁니다: %(slug)s", slug=slug[:80])
        )
    return slug


@contextmanager
def laid_down(place: str, *, ref: str = "", below: str = "") -> Iterator[Incoming]:
    """The course at a path or address, for as long as the block runs.

    `ref` is a repository's branch, tag or commit; `below` names a folder inside. Raises
    the errors of `lms.intake.errors`; nothing is left behind.
    """
    path = Path(place)
    if not path.exists() and gits.is_git_address(place):
        with _fetched(gits.git_address(place, ref), below) as incoming:
            yield incoming
    elif path.is_file() and (zipfile.is_zipfile(path) or path.suffix.lower() == ".zip"):
        with path.open("rb") as file, unpacked(file, path.name, below=below) as incoming:
            yield incoming
    elif not path.exists():
        raise BadFolder(gettext("그런 폴더가 없습니다: %(name)s", name=place[:200]))
    else:
        origin = Origin(OriginKind.FOLDER, path.resolve().name)
        yield Incoming(_inside(path, below), origin)


@contextmanager
def unpacked(file: IO[bytes], name: str, *, below: str = "") -> Iterator[Incoming]:
    """The course in a zip file of this name, for as long as the block runs."""
    with TemporaryDirectory(prefix="baeum-zip-") as scratch:
        folder = Path(scratch) / "zip" / _folder_name(name.rpartition(".")[0])
        zips.unpack(file, folder)
        found = zips.top_of(folder)
        if found != folder:
            found = found.rename(Path(scratch) / _folder_name(found.name))
        yield Incoming(_inside(found, below), Origin(OriginKind.ZIP, name))


@contextmanager
def _fetched(address: gits.GitAddress, below: str) -> Iterator[Incoming]:
    with TemporaryDirectory(prefix="baeum-git-") as scratch:
        folder = Path(scratch) / _folder_name(address.name)
        commit = gits.fetch(address, folder)
        detail = f"{address.shown} {commit[:12]}"
        yield Incoming(_inside(folder, below), Origin(OriginKind.GIT, detail))


def _folder_name(name: str) -> str:
    """A harmless name for a folder, which a course without a name of its own is called by."""
    return _NO_NAME.sub("-", _BRANCH.sub("", name)).strip(".-")[:80] or "course"


def _inside(folder: Path, below: str) -> Path:
    if not below:
        return folder
    path = checked(below)
    found = (folder / path).resolve() if path else folder
    if path is None or not found.is_dir() or not found.is_relative_to(folder.resolve()):
        raise BadFolder(gettext("그런 폴더가 없습니다: %(name)s", name=below[:80]))
    return found
