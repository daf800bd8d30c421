"""A lock → a virtual environment in a folder of its own, made whole or not at all."""

import json
import os
import shutil
import venv
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from importlib.metadata import Distribution, distributions
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from packaging.utils import canonicalize_name

from assessments.notebooks import Environment
from lms.labs.installed import KERNELS, folder_of, kernel_folder
from lms.labs.locking import IN_EVERY_ENVIRONMENT, Tell, lock_of, names_asked, pip

UNDER_WAY = ".building-"


def build(
    environments: Path,
    asked: Mapping[str, Any],
    lock: str | None,
    tell: Tell,
    base: Iterable[str] = IN_EVERY_ENVIRONMENT,
) -> str:
    """Install what is asked for, exactly as locked where there is a lock; the lock it has.

    Raises BuildFailed, and then everything is as it was.
    """
    environments.mkdir(parents=True, exist_ok=True)
    environments.chmod(0o755)
    with TemporaryDirectory(prefix=UNDER_WAY, dir=environments) as name:
        made, wheels = Path(name, "environment"), Path(name, "wheels")
        source: tuple[str, ...] = ("--only-binary", ":all:")
        if lock is None:
            tell("finding versions that fit each other")
            lock = lock_of(asked, base, wheels, tell)
            source = ("--no-index", "--find-links", str(wheels))
        final = folder_of(environments, sha256(lock.encode()).hexdigest())
        if final.is_dir():
            return lock
        _install(made, lock, source, tell)
        modules = _modules(made, names_asked(asked))
        Environment(made, modules).write_down(lock)
        _say_where_it_will_lie(made, final)
        _lay_down(made, final)
    return lock


def _lay_down(made: Path, final: Path) -> None:
    """Let it be there at once; who built the same meanwhile has done it already."""
    try:
        made.rename(final)
    except OSError:
        if not final.is_dir():
            raise


def _install(folder: Path, lock: str, source: Iterable[str], tell: Tell) -> None:
    before = os.umask(0o022)
    try:
        venv.EnvBuilder(symlinks=True, with_pip=False).create(folder)
    finally:
        os.umask(before)
    listed = folder / "lock.txt"
    listed.write_text(lock, encoding="utf-8")
    listed.chmod(0o644)
    words = ("install", "--no-deps", "--require-hashes", *source, "-r", str(listed))
    pip(*words, tell=tell, python=folder / "bin" / "python")


def _modules(folder: Path, asked: list[str]) -> tuple[str, ...]:
    """What can be imported of the packages that the course named; nothing is imported for it."""
    site = next(folder.glob("lib/python3*/site-packages"))
    found = distributions(path=[str(site)])
    named = (one for one in found if canonicalize_name(one.name) in asked)
    return tuple(sorted({module for one in named for module in _modules_of(one)}))


def _modules_of(one: Distribution) -> Iterator[str]:
    for file in one.files or ():
        top = file.parts[0].removesuffix(".py")
        if file.suffix == ".py" and top.isidentifier() and not top.startswith("_"):
            yield top


def _say_where_it_will_lie(made: Path, final: Path) -> None:
    """Let the programs in the environment name its interpreter where it will be."""
    for file in (made / "pyvenv.cfg", *sorted((made / "bin").iterdir())):
        if file.is_symlink() or not file.is_file():
            continue
        try:
            text = file.read_bytes().decode()
        except UnicodeDecodeError:
            continue  # no script
        file.write_bytes(text.replace(str(made), str(final)).encode())


def name_kernel(environments: Path, slug: str, title: str, digest: str) -> None:
    """Show the environment in labs as the Python of its course."""
    folder = folder_of(environments, digest)
    python = folder / "bin" / "python"
    spec = {
        "argv": [str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": f"Python ({title})",
        "language": "python",
        "interrupt_mode": "signal",
        "metadata": {"debugger": True, "baeum_course": slug},
        "env": {
            "VIRTUAL_ENV": str(folder),
            "PATH": f"{folder / 'bin'}:/usr/local/bin:/usr/bin:/bin",
        },
    }
    place = kernel_folder(environments, slug)
    place.mkdir(parents=True, exist_ok=True)
    for each in (place, *place.parents):
        if each.is_relative_to(environments):
            each.chmod(0o755)
    part = place / ".kernel.json.part"
    part.write_text(json.dumps(spec, ensure_ascii=False, indent=1), encoding="utf-8")
    part.chmod(0o644)
    part.replace(place / "kernel.json")


def unname_kernel(environments: Path, slug: str) -> None:
    """Let labs run the course's notebooks in the usual Python."""
    shutil.rmtree(kernel_folder(environments, slug), ignore_errors=True)


def remove_unused(environments: Path, used: Iterable[str]) -> list[str]:
    """Remove what is installed for no course any more and what ended half-made; their names."""
    kept = {folder_of(environments, digest).name for digest in used} | {KERNELS.parts[0]}
    if not environments.is_dir():
        return []
    gone = sorted(one.name for one in environments.iterdir() if one.name not in kept)
    for name in gone:
        shutil.rmtree(environments / name, ignore_errors=True)
    return gone
