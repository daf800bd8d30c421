"""What a course asks for → every package with exact version and hash, as pip resolves it."""

import hashlib
import platform
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name, parse_wheel_filename

Tell = Callable[[str], None]

IN_EVERY_ENVIRONMENT = ("ipykernel", "ipython", "matplotlib-inline")
"""What a lab's kernel and the grader's shell are made of: the versions that Baeum runs on itself."""
SHOWN_LINES = 12


class BuildFailed(Exception):
    """No environment was made; the text says why."""


def lock_of(asked: Mapping[str, Any], base: Iterable[str], wheels: Path, tell: Tell) -> str:
    """Fetch what is asked for into a folder, ready-made packages only; the lock that it gives.

    Of the packages in `base` it is the version that is installed here. Nothing of a package is run. Raises BuildFailed.
    """
    refuse_other_python(str(asked.get("python", "")))
    wanted = [*asked["packages"], *(f"{name}=={version(name)}" for name in base)]
    wheels.mkdir(parents=True, exist_ok=True)
    listed = wheels.with_name("wanted.txt")
    listed.write_text("\n".join(wanted) + "\n", encoding="utf-8")
    pip("download", "--only-binary", ":all:", "--dest", str(wheels), "-r", str(listed), tell=tell)
    return _text(wheels.glob("*.whl"))


def refuse_other_python(wanted: str) -> None:
    """Raise BuildFailed where this Python is none that the course runs with."""
    here = platform.python_version()
    if wanted and not SpecifierSet(wanted).contains(here, prereleases=True):
        raise BuildFailed(f"the course wants Python {wanted}, and Baeum runs on {here}")


def _text(wheels: Iterable[Path]) -> str:
    lines = []
    for wheel in wheels:
        name, number, _, _ = parse_wheel_filename(wheel.name)
        digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
        lines.append(f"{name}=={number} --hash=sha256:{digest}")
    return "\n".join([f"# Python {platform.python_version()}", *sorted(lines)]) + "\n"


def names_asked(asked: Mapping[str, Any]) -> list[str]:
    """The names of the packages that the course itself named."""
    cuts = str.maketrans(dict.fromkeys("[<>=!~ ", "\n"))
    return [canonicalize_name(one.translate(cuts).split("\n")[0]) for one in asked["packages"]]


def pip(*words: str, tell: Tell, python: Path | None = None) -> None:
    """Run pip as the operator has set it up; raises BuildFailed with what it said last."""
    other = ["--python", str(python)] if python else []
    quiet = ["--disable-pip-version-check", "--no-input", "--progress-bar", "off"]
    command = [sys.executable, "-m", "pip", *other, words[0], *quiet, *words[1:]]
    said: list[str] = []
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, umask=0o022
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            said.append(line.rstrip())
            if line.startswith(("Collecting ", "Installing collected")):
                tell(line.partition(" (from")[0].rstrip()[:100])
    if process.returncode:
        raise BuildFailed("\n".join(_reasons(said)) or f"pip ended with {process.returncode}")


def _reasons(said: list[str]) -> list[str]:
    """What pip has to say from its first complaint on; its warnings are about other things."""
    lines = [line for line in said if line and not line.startswith(("WARNING", "  WARNING"))]
    first = (at for at, line in enumerate(lines) if line.startswith(("ERROR", "The conflict")))
    return lines[next(first, -SHOWN_LINES) :][:SHOWN_LINES]
