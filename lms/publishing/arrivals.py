"""Where a course comes from: a folder, a file, a zip archive or a git repository, as a folder."""

import os
import re
import resource
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lms.errors import Invalid
from lms.publishing.archives import unpack

GIT_SECONDS = 300
LARGEST_FILE = 500 * 1024 * 1024
_GIT = re.compile(r"(?:https|ssh|file)://.+|[\w.-]+@[\w.-]+:(?!//).+")
_OTHER_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*::?//?.+", re.IGNORECASE)
_REF = re.compile(r"[\w][\w./-]{0,200}\Z")


class CannotFetch(Invalid):
    """What was named is no course that could be had; the reason says why."""

    code = "cannot_fetch"


@contextmanager
def course_folder(source: str, ref: str | None = None) -> Iterator[Path]:
    """The folder (or single file) with a course; raises CannotFetch or BadArchive.

    A zip archive and a repository lie in a folder that is gone afterwards. A
    branch or tag is `ref`, or stands behind the address: `https://…/course.git#main`.
    """
    path = Path(source)
    if path.is_dir() or (path.is_file() and path.suffix.lower() != ".zip"):
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="baeum-course-") as made:
        folder = Path(made) / _name_of(source)
        if path.is_file():
            yield unpack(path, folder)
        elif _GIT.fullmatch(source):
            address, _, branch = source.partition("#")
            yield _clone(address, ref or branch or None, folder)
        else:
            raise CannotFetch(_what_is_wrong(source))


def _name_of(source: str) -> str:
    """What the archive or repository is called: courses without a name of their own take it."""
    name = re.split(r"[/:]", source.partition("#")[0].rstrip("/"))[-1]
    return re.sub(r"\.(git|zip)\Z", "", name, flags=re.IGNORECASE).strip(". ") or "course"


def _what_is_wrong(source: str) -> str:
    if _OTHER_SCHEME.match(source):
        return f"{source}: only https, ssh and file addresses of git repositories are fetched"
    return f"{source}: there is no such folder, file or git address"


def _clone(address: str, ref: str | None, folder: Path) -> Path:
    """The newest state of a branch or tag, without history, hooks, submodules and questions."""
    if ref is not None and not _REF.match(ref):
        raise CannotFetch(f"{ref!r} is not the name of a branch or tag")
    settings = {
        "protocol.allow": "never",
        "protocol.https.allow": "always",
        "protocol.ssh.allow": "always",
        "protocol.file.allow": "always",
        "core.hooksPath": "/dev/null",
        "core.symlinks": "false",
        "core.fsmonitor": "false",
        "http.followRedirects": "initial",
    }
    words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    which = ["--branch", ref] if ref else []
    command = ["git", *words, "clone", "--quiet", "--depth=1", "--no-tags", "--template=", *which]
    try:
        done = subprocess.run(
            [*command, "--no-recurse-submodules", "--", address, str(folder)],
            env={**os.environ, **_NO_QUESTIONS},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=GIT_SECONDS,
            check=False,
            preexec_fn=_limit_files,  # git is started from a single thread
        )
    except subprocess.TimeoutExpired:
        raise CannotFetch(f"{address}: git took longer than {GIT_SECONDS} s") from None
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["git failed"]
        raise CannotFetch(f"{address}: {said[-1][:300]}")
    return folder


def _limit_files() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))


_NO_QUESTIONS = {
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ASKPASS": "true",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_LFS_SKIP_SMUDGE": "1",
    "GIT_SSH_COMMAND": "ssh -o BatchMode=yes -o ConnectTimeout=20",
    "LC_ALL": "C",
}
