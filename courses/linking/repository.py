"""Where a course's sources lie on the web, and which file of them an address means."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from courses.source import Folder

_COMMIT = re.compile(r"[0-9a-f]{40}\Z")
_LINE = re.compile(r"L\d+(?:-L\d+)?\Z")
_SSH = re.compile(r"(?:ssh://)?git@([\w.-]+)[:/](.+)\Z")


def repository_of(folder: Folder) -> str:
    """The address of the folder's own git repository, or nothing."""
    section = url = ""
    for line in folder.git_config().splitlines():
        name, _, value = (word.strip() for word in line.partition("="))
        if name.startswith("["):
            section = name
        elif name == "url" and section == '[remote "origin"]':
            url = value
    ssh = _SSH.match(url)
    return f"https://{ssh[1]}/{ssh[2]}" if ssh else url


class Repository:
    """A repository whose pages and raw files are files of the course."""

    def __init__(self, address: str) -> None:
        try:
            parts = urlsplit(address.removesuffix("/").removesuffix(".git"))
        except ValueError:
            parts = urlsplit("")
        names = parts.path.strip("/").split("/")
        self._host = (parts.hostname or "").removeprefix("www.")
        self._name = "/".join(names[:2]).lower() if len(names) >= 2 else ""

    def path_of(self, target: str) -> str | None:
        """The path in the repository that an address means, None for any other address.

        One that means a former state of a file, or lines of its source, is left as it is.
        """
        if not self._name or self._name not in target.lower():
            return None
        try:
            parts = urlsplit(target)
        except ValueError:
            return None
        names = parts.path.strip("/").split("/")
        is_former = len(names) > 3 and _COMMIT.match(names[3])
        is_line = _LINE.match(parts.fragment)
        if is_former or is_line or "/".join(names[:2]).lower() != self._name:
            return None
        host = (parts.hostname or "").removeprefix("www.")
        if host == self._host and len(names) > 4 and names[2] in ("blob", "tree", "raw"):
            return "/".join(names[4:])
        if host == "raw.githubusercontent.com" and self._host == "github.com" and len(names) > 3:
            rest = names[5:] if names[2:4] == ["refs", "heads"] else names[3:]
            return "/".join(rest) or None
        return None
