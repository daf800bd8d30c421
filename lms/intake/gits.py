"""A git repository fetched without asking, running or following anything."""

import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from flask_babel import gettext

from lms.intake.errors import BadGitAddress, GitFailed
from lms.intake.names import shown

MAX_BYTES = 1024 * 1024 * 1024
MAX_SECONDS = 300.0
LOOK_EVERY = 0.2

_SCHEMES = frozenset({"https", "ssh", "file"})
_SCP = re.compile(r"[\w.-]+@[\w.-]+:(?!:)[^\s:][^\s]*\Z", re.ASCII)
_REF = re.compile(r"(?![-+])(?!.*\.\.)(?!.*@\{)[\w./+@-]{1,200}\Z")
_SAFE = (
    "protocol.allow=never",
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.protectNTFS=true",
    "core.protectHFS=true",
    "submodule.recurse=false",
    "fetch.recurseSubmodules=false",
    "filter.lfs.smudge=",
    "filter.lfs.process=",
    "filter.lfs.required=false",
    "credential.helper=",
    "gc.auto=0",
    "maintenance.auto=false",
)


@dataclass(frozen=True)
class GitAddress:
    """A repository, and which of its states: a branch, a tag or a commit; empty is its own choice."""

    url: str
    ref: str = ""

    @property
    def scheme(self) -> str:
        """The protocol that git is allowed to use."""
        return "ssh" if _SCP.match(self.url) else urlsplit(self.url).scheme

    @property
    def name(self) -> str:
        """The repository's own name."""
        last = re.split(r"[/:]", self.url.rstrip("/"))[-1]
        return last.removesuffix(".git") or "course"

    @property
    def shown(self) -> str:
        """The address without a password in it."""
        return without_password(self.url) + (f"#{self.ref}" if self.ref else "")


def is_git_address(text: str) -> bool:
    """Whether a text is meant as the address of a repository, not as a file."""
    return "://" in text or "::" in text or _SCP.match(text) is not None


def git_address(text: str, ref: str = "") -> GitAddress:
    """The address in `text`, with the state behind `#` unless `ref` names one; raises BadGitAddress."""
    url, _, behind = text.partition("#")
    address = GitAddress(url, ref or behind)
    if text.startswith("-") or "::" in url or not url.isprintable():
        raise BadGitAddress(
            gettext("git 주소가 아닙니다: %(url)s", url=shown(without_password(url)))
        )
    if address.scheme not in _SCHEMES or _has_option_for_host(url):
        raise BadGitAddress(
            gettext(
                "https, ssh, file 주소만 쓸 수 있습니다: %(url)s", url=shown(without_password(url))
            )
        )
    if address.ref and not _REF.match(address.ref):
        raise BadGitAddress(
            gettext("가지나 꼬리표의 이름이 아닙니다: %(ref)s", ref=address.ref[:80])
        )
    return address


def fetch(address: GitAddress, folder: Path, *, max_seconds: float = MAX_SECONDS) -> str:
    """Lay the newest state down in a new folder and return its commit.

    No prompt, hook, submodule, large-file filter or other protocol than the address's
    own; raises GitFailed, and then the folder is not there.
    """
    folder.mkdir(parents=True)
    until = time.monotonic() + max_seconds
    try:
        _git(folder, address, until, "init", "--quiet", "--template=")
        _git(
            folder, address, until, "fetch", "--quiet", "--depth=1", "--no-tags",
            "--no-recurse-submodules", "--", address.url, address.ref or "HEAD",
        )  # fmt: skip
        _git(folder, address, until, "checkout", "--quiet", "--detach", "FETCH_HEAD")
        _git(folder, address, until, "config", "remote.origin.url", without_password(address.url))
        return _git(folder, address, until, "rev-parse", "HEAD").strip()
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def without_password(url: str) -> str:
    """The address as it may be shown and kept."""
    try:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or "@" not in parts.netloc:
            return url
        return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
    except ValueError:
        return ""


def _has_option_for_host(url: str) -> bool:
    """Whether a host or user would be read as an option of another program."""
    try:
        parts = urlsplit(url)
        host, user = parts.hostname or "", parts.username or ""
    except ValueError:
        return True
    if _SCP.match(url):
        user, _, host = url.partition("@")
    return host.startswith("-") or user.startswith("-")


def _git(folder: Path, address: GitAddress, until: float, *words: str) -> str:
    if time.monotonic() > until:
        raise GitFailed(_too_slow())
    settings = [*_SAFE, f"protocol.{address.scheme}.allow=always"]
    command = ["git", *(word for each in settings for word in ("-c", each)), *words]
    with subprocess.Popen(
        command,
        cwd=folder,
        env=_environment(os.environ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        try:
            out, said = _watched(process, folder, until)
        finally:
            _end(process)
    if process.returncode != 0:
        raise GitFailed(_reason(said, address))
    return out


def _watched(process: subprocess.Popen[bytes], folder: Path, until: float) -> tuple[str, str]:
    """What git wrote; ends it when it takes too long or too much room."""
    while True:
        try:
            out, said = process.communicate(timeout=LOOK_EVERY)
            return out.decode("utf-8", "replace"), said.decode("utf-8", "replace")
        except subprocess.TimeoutExpired:
            if time.monotonic() > until:
                raise GitFailed(_too_slow()) from None
            if _size_of(folder) > MAX_BYTES:
                raise GitFailed(
                    gettext("저장소가 %(n)sMB보다 큽니다.", n=MAX_BYTES >> 20)
                ) from None


def _too_slow() -> str:
    return str(gettext("저장소를 받는 데 너무 오래 걸립니다."))


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _size_of(folder: Path) -> int:
    total = 0
    for here, _folders, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(f"{here}/{name}").st_size
            except OSError:
                continue
    return total


def _environment(own: Mapping[str, str]) -> dict[str, str]:
    """Nothing of ours but the way to programs and keys; no configuration, no prompt."""
    kept = {name: own[name] for name in ("PATH", "HOME", "SSH_AUTH_SOCK", "LANG") if name in own}
    return kept | {
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ASKPASS": "true",
        "SSH_ASKPASS": "true",
        "SSH_ASKPASS_REQUIRE": "never",
        "GIT_SSH_COMMAND": "ssh -oBatchMode=yes -oConnectTimeout=20 -oClearAllForwardings=yes",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_LFS_SKIP_SMUDGE": "1",
        "LC_ALL": "C.UTF-8",
    }


def _reason(said: str, address: GitAddress) -> str:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    fatal = [line for line in lines if line.startswith(("fatal:", "error:"))]
    last = (fatal or lines or [gettext("이유를 알 수 없습니다.")])[0]
    line = last.replace(address.url, address.shown)
    for secret in _secrets_in(address.url):
        line = line.replace(secret, "…")
    return str(gettext("저장소를 받지 못했습니다: %(reason)s", reason=line[:300]))


def _secrets_in(url: str) -> list[str]:
    parts = urlsplit(url) if "://" in url else None
    return [word for word in (parts.password, parts.username) if word] if parts else []
