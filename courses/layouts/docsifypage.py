"""The page that starts docsify, and what it says of the site."""

from __future__ import annotations

import re
from dataclasses import dataclass

from courses.naming.languagecodes import as_language
from courses.source import Folder

_LANGUAGE = re.compile(r"<html[^<>]{0,200}\blang=[\"']?([\w-]{2,10})")
_SETTING = re.compile(r"\b(name|repo)\s{0,9}:\s{0,9}[\"'`]([^\"'`\n]{1,200})[\"'`]")
_RELATIVE = re.compile(r"\brelativePath\s{0,9}:\s{0,9}true")


@dataclass(frozen=True)
class DocsifyPage:
    """What ``index.html`` says: a docsify site's links begin at its root unless they are relative."""

    is_found: bool = False
    title: str = ""
    repository: str = ""
    language: str = ""
    is_relative: bool = False


def docsify_of(folder: Folder, base: str) -> DocsifyPage:
    """The docsify page of a folder, if there is one."""
    path = f"{base}/index.html" if base else "index.html"
    text = folder.peek_text(path) if path in folder else ""
    if "$docsify" not in text:
        return DocsifyPage()
    found = {match[1]: match[2] for match in _SETTING.finditer(text)}
    language = _LANGUAGE.search(text)
    repository = found.get("repo", "")
    if repository and "://" not in repository:
        repository = f"https://github.com/{repository}"
    return DocsifyPage(
        is_found=True,
        title=found.get("name", ""),
        repository=repository,
        language="" if not language or language[1] == "en" else as_language(language[1]) or "",
        is_relative=_RELATIVE.search(text) is not None,
    )
