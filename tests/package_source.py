"""A folder of packages to install from, so that no test asks an index: tiny ones of the test's own,
and what every environment has, packed again from what is installed here."""

import base64
import hashlib
import platform
import shutil
import venv
import zipfile
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from assessments.notebooks import Environment
from lms.labs.locking import IN_EVERY_ENVIRONMENT

SLOW_TO_COPY = {"jedi", "debugpy"}
"""Large, and done without by kernel and shell."""


def settings_of(folder: Path) -> dict[str, str]:
    """The variables by which pip takes packages from a folder and from nowhere else."""
    return {"PIP_CONFIG_FILE": "/dev/null", "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(folder)}


def write_wheel(folder: Path, name: str, version: str, *requires: str, **modules: str) -> Path:
    """Write a package with these modules."""
    files = {f"{module}.py": text.encode() for module, text in modules.items()}
    needs = "".join(f"Requires-Dist: {one}\n" for one in requires)
    info = f"{name}-{version}.dist-info"
    files[f"{info}/METADATA"] = (
        f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{needs}".encode()
    )
    files[f"{info}/WHEEL"] = b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    path = folder / f"{name}-{version}-py3-none-any.whl"
    _pack(path, files, f"{info}/RECORD")
    return path


def write_what_every_environment_has(folder: Path) -> None:
    """Pack what is installed here of the packages that every environment gets."""
    for one in _with_needs(IN_EVERY_ENVIRONMENT):
        _pack_again(folder, one)


def _with_needs(names: tuple[str, ...]) -> Iterator[Distribution]:
    seen, wanted = set[str](), [canonicalize_name(name) for name in names]
    while wanted:
        name = wanted.pop()
        if name in seen:
            continue
        seen.add(name)
        one = distribution(name)
        yield one
        needs = map(Requirement, one.requires or ())
        wanted += [
            canonicalize_name(need.name)
            for need in needs
            if need.marker is None or need.marker.evaluate({"extra": ""})
        ]


def _pack_again(folder: Path, one: Distribution) -> None:
    written = one.read_text("WHEEL") or ""
    tags = [line.removeprefix("Tag: ") for line in written.splitlines() if line.startswith("Tag: ")]
    files = {
        str(file): Path(str(one.locate_file(file))).read_bytes()
        for file in one.files or ()
        if ".." not in file.parts
        and file.suffix != ".pyc"
        and file.name not in {"RECORD", "INSTALLER", "REQUESTED", "direct_url.json"}
    }
    info = next(name for name in files if name.endswith(".dist-info/WHEEL")).rpartition("/")[0]
    name = one.name.replace("-", "_").replace(".", "_")
    _pack(folder / f"{name}-{one.version}-{tags[-1]}.whl", files, f"{info}/RECORD")


def _pack(path: Path, files: dict[str, bytes], record: str) -> None:
    rows = [f"{name},{_digest(data)},{len(data)}" for name, data in files.items()]
    with zipfile.ZipFile(path, "w") as packed:
        for name, data in files.items():
            packed.writestr(name, data)
        packed.writestr(record, "\n".join([*rows, f"{record},,"]) + "\n")


def _digest(data: bytes) -> str:
    digest = hashlib.sha256(data).digest()
    return "sha256=" + base64.urlsafe_b64encode(digest).decode().rstrip("=")


def make_environment(folder: Path, **modules: str) -> Environment:
    """An environment as one that was built, quicker: copied from what is installed here."""
    venv.EnvBuilder(symlinks=True, with_pip=False).create(folder)
    site = next(folder.glob("lib/python3*/site-packages"))
    for one in _with_needs(IN_EVERY_ENVIRONMENT):
        if canonicalize_name(one.name) not in SLOW_TO_COPY:
            _copy(one, site)
    for name, text in modules.items():
        file = name.removesuffix("__pth") + ".pth" if name.endswith("__pth") else f"{name}.py"
        (site / file).write_text(text)
    made = Environment(folder, tuple(name for name in modules if not name.endswith("__pth")))
    made.write_down(
        f"# Python {platform.python_version()}\n"
        + "".join(f"{name}==1.0\n" for name in made.modules)
    )
    return made


def _copy(one: Distribution, site: Path) -> None:
    for top in {file.parts[0] for file in one.files or () if ".." not in file.parts}:
        source = Path(str(one.locate_file(top)))
        if source.is_dir():
            shutil.copytree(source, site / top, dirs_exist_ok=True)
        elif source.exists():
            shutil.copy(source, site / top)
