"""Where the links and pictures of a lesson lead once the lesson is a page."""

from __future__ import annotations

import base64
import binascii
import posixpath
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, unquote, urlsplit

from courses.assets import asset_url, is_what_it_says, make_asset, media_type_of
from courses.model import Asset, BrokenLink, Problem, Severity
from courses.myst.labels import Labels
from courses.places import Places
from courses.sanitize import is_inline_image, is_safe_target
from courses.source import Folder, Unreadable

_EXTERNAL = {"http", "https", "mailto"}
_TYPES = {"png": "image/png", "jpeg": "image/jpeg", "gif": "image/gif", "webp": "image/webp"}


@dataclass(frozen=True)
class Site:
    """What links may lead to: every path of the course with the address it has as a page."""

    folder: Folder
    lessons: Mapping[str, str]
    pages: Mapping[str, str]
    severity: Severity
    labels: Labels = field(default_factory=Labels)


@dataclass(frozen=True)
class AnchorLink:
    """A link to a place in a lesson, to be checked when all lessons are known."""

    file: str
    line: int | None
    target: str
    key: str
    fragment: str


@dataclass
class PageLinks:
    """Rewrites the targets of one page and keeps account of them."""

    site: Site
    file: str
    key: str
    places: Places
    assets: dict[str, Asset] = field(default_factory=dict)
    pictures: dict[str, str] = field(default_factory=dict)
    anchors: list[AnchorLink] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    broken: list[BrokenLink] = field(default_factory=list)
    internal: int = 0
    external: int = 0

    def rewrite(self, tag: str, target: str) -> str | None:
        """The address the page shall have for a target, None when it leads nowhere."""
        target = target.strip()
        return self._picture(target) if tag == "img" else self._link(target)

    def line_of(self, target: str) -> int | None:
        """The line of the source a target stands in."""
        return self.places.next_line_of(target) or self.places.next_line_of(unquote(target))

    def _link(self, target: str) -> str | None:
        if target.startswith("//"):
            target = f"https:{target}"
        parts = _split(target)
        if parts is None or not is_safe_target(target):
            self._refuse(target)
            return None
        scheme, path, fragment = parts
        if scheme in _EXTERNAL:
            self.external += 1
            return target
        self.internal += 1
        return self._internal(target, path, fragment)

    def _internal(self, target: str, path: str, fragment: str) -> str | None:
        suffix = f"#{quote(unquote(fragment))}" if fragment else ""
        if not path:
            self._note_anchor(target, self.key, fragment)
            return suffix or "#"
        place = self._place(path)
        key = self.site.lessons.get(place)
        if key is not None:
            self._note_anchor(target, key, fragment)
            return quote(key) + suffix
        if place in self.site.pages:
            return self.site.pages[place]
        if place in self.site.folder and media_type_of(place):
            return self._asset_url(place)
        self._break("broken-link", target, "the link leads to nothing in the course")
        return None

    def _picture(self, target: str) -> str | None:
        if is_inline_image(target):
            return self._inline_picture(target)
        if target.startswith("/assets/") and target in self.pictures:
            return target
        parts = _split(target)
        if parts is None or parts[0] or target.startswith("//"):
            self._outside(target)
            return None
        place = self._place(parts[1])
        if place in self.site.folder and (media_type_of(place) or "").startswith("image/"):
            url = self._asset_url(place)
            self.pictures[url or ""] = target
            return url
        self._break("missing-image", target, "the picture is not in the course")
        return None

    def _inline_picture(self, target: str) -> str | None:
        head, _, data = target.partition(",")
        kind = head.removeprefix("data:image/").split(";")[0]
        try:
            content = base64.b64decode(data)
        except (binascii.Error, ValueError):
            content = b""
        if not is_what_it_says(_TYPES[kind], content):
            self._break("missing-image", target[:40], "the picture cannot be read")
            return None
        asset = make_asset(f"{self.file}-{len(self.assets)}.{kind}", _TYPES[kind], content)
        return self._keep(asset, target[:40])

    def _asset_url(self, place: str) -> str | None:
        media_type = media_type_of(place)
        assert media_type is not None
        try:
            data = self.site.folder.read_bytes(place)
        except Unreadable as error:
            self.problems.append(error.problem)
            return None
        if not is_what_it_says(media_type, data):
            message = f"{place} is not {media_type}"
            self._report("error", "wrong-file-kind", None, message)
            return None
        return self._keep(make_asset(place, media_type, data), place)

    def _keep(self, asset: Asset, target: str) -> str:
        self.assets[asset.path] = asset
        url = asset_url(asset)
        self.pictures.setdefault(url, target)
        return url

    def _place(self, path: str) -> str:
        """A path of the page as a path of the course; root-relative ones begin at its root."""
        path = unquote(path)
        here = "" if path.startswith("/") else posixpath.dirname(self.file)
        place = posixpath.normpath(posixpath.join(here, path.lstrip("/")))
        return "" if place == "." else self.site.folder.find(place)

    def _note_anchor(self, target: str, key: str, fragment: str) -> None:
        if fragment:
            line = self.line_of(target)
            self.anchors.append(AnchorLink(self.file, line, target, key, unquote(fragment)))

    def _outside(self, target: str) -> None:
        self._report(
            "warning",
            "external-image",
            self.line_of(target),
            f"the picture {target[:80]} lies on another server and is not shown",
            "copy the picture into the course",
        )

    def _refuse(self, target: str) -> None:
        line = self.line_of(target)
        self._report("error", "unsafe-link", line, f"the link {target[:80]!r} is not allowed")

    def _break(self, code: str, target: str, message: str) -> None:
        line = self.line_of(target)
        self.broken.append(BrokenLink(self.file, line, target))
        self._report(self.site.severity, code, line, f"{message}: {target}")

    def _report(
        self, severity: Severity, code: str, line: int | None, message: str, hint: str = ""
    ) -> None:
        self.problems.append(Problem(severity, code, self.file, line, message, hint))


def check_anchors(
    links: list[AnchorLink], has_anchor: Callable[[str, str], bool]
) -> list[tuple[Problem, BrokenLink]]:
    """The links whose lesson exists but has no such place."""
    return [
        (
            Problem(
                "warning",
                "broken-anchor",
                link.file,
                link.line,
                f"there is no place #{link.fragment}: {link.target}",
                "the anchor of a heading is its text in lower case, words joined by hyphens",
            ),
            BrokenLink(link.file, link.line, link.target),
        )
        for link in links
        if not has_anchor(link.key, link.fragment)
    ]


def _split(target: str) -> tuple[str, str, str] | None:
    try:
        parts = urlsplit(target)
    except ValueError:
        return None
    return parts.scheme.lower(), parts.path, parts.fragment
