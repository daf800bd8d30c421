"""Brings what a lesson needs into the home."""

import json
from pathlib import Path, PurePosixPath
from typing import Any

from hub_config.lab.archive import sha256_of
from hub_config.lab.client import LmsClient, LmsRefused
from hub_config.lab.delivery import Delivered, Step, after, fingerprint, from_json, plan, to_json
from hub_config.lab.words import said

MEMORY = Path(".baeum", "delivered.json")
DAMAGED = said(
    "받은 파일이 온전하지 않아요. 잠시 뒤 다시 시도해 주세요.",
    "A file arrived damaged. Try again in a moment.",
)
IN_THE_WAY = said(
    "파일을 놓을 자리를 다른 것이 차지하고 있어요: {path}. 이름을 바꾼 뒤 다시 눌러 주세요.",
    "Something else is where a file should go: {path}. Rename it and try again.",
)


def deliver(client: LmsClient, home: Path, run: str, lesson: str, language: str) -> str:
    """Write a lesson's files below the home and return the path of the one to open."""
    told = client.materials(run, lesson, language)
    memory = remembered(home)
    for file in told["files"]:
        place(client, home, memory, file)
        remember(home, memory)
    return str(told["path"])


def place(
    client: LmsClient, home: Path, memory: dict[str, Delivered], file: dict[str, Any]
) -> None:
    """Bring one file to its path, or beside it, or leave all as it is."""
    path, offered = str(file["path"]), str(file["sha256"])
    known = memory.get(path, Delivered())
    here = digest(inside(home, path), known)
    decided = plan(path, offered, here, known, lambda name: inside(home, name).exists())
    mark = ""
    if decided.step is not Step.KEEP:
        data = fetched(client, file)
        write(inside(home, decided.target), data)
        mark = fingerprint(data)
    memory[path] = after(known, offered, decided.step, mark)


def inside(home: Path, path: str) -> Path:
    """Return a delivered path below the home; one that leads out of it is refused."""
    pure = PurePosixPath(path)
    if pure.is_absolute() or ".." in pure.parts or not pure.parts:
        raise LmsRefused(DAMAGED)
    return home.joinpath(*pure.parts)


def digest(file: Path, known: Delivered) -> str | None:
    """Return the digest of what lies at a path; None for nothing.

    A notebook that was only opened counts as what was delivered.
    """
    if file.is_dir():
        raise LmsRefused(IN_THE_WAY.format(path=file.name))
    if not file.exists():
        return None
    data = file.read_bytes()
    is_as_it_came = known.fingerprint and fingerprint(data) == known.fingerprint
    return known.sha256 if is_as_it_came else sha256_of(data)


def fetched(client: LmsClient, file: dict[str, Any]) -> bytes:
    """Return the bytes of a delivered file once they are what was announced."""
    data = client.data(file["url"])
    if sha256_of(data) != file["sha256"]:
        raise LmsRefused(DAMAGED)
    return data


def write(file: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_name(f".{file.name}.part")
        part.write_bytes(data)
        part.replace(file)
    except (NotADirectoryError, FileExistsError) as error:
        raise LmsRefused(IN_THE_WAY.format(path=file.parent.name)) from error


def remembered(home: Path) -> dict[str, Delivered]:
    """Return what was delivered into this home so far."""
    try:
        return from_json(json.loads((home / MEMORY).read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def remember(home: Path, memory: dict[str, Delivered]) -> None:
    """Write down what was delivered, after every file, so that a break loses nothing."""
    text = json.dumps(to_json(memory), ensure_ascii=False, indent=1)
    write(home / MEMORY, text.encode())
