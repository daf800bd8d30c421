"""Where the links and pictures of a lesson lead once the lesson is a page."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qs, quote, unquote, urlsplit

from courses.aside import ValueAside
from courses.files.assets import asset_url, is_what_it_says, make_asset
from courses.files.datafiles import is_data
from courses.layouts.lessonfiles import is_solution
from courses.linking.anchors import AnchorLink
from courses.linking.linkplaces import Place, TargetPlaces
from courses.linking.resolving import Found, LessonAt, Site
from courses.markup.sanitize import is_inline_image, is_safe_target
from courses.model import Asset, BrokenLink, Problem, Severity

_EXTERNAL = {"http", "https", "mailto"}
_TYPES = {"png": "image/png", "jpeg": "image/jpeg", "gif": "image/gif", "webp": "image/webp"}
_FOOTNOTE = re.compile(r"fn(?:ref\d*)?:")
_ROUTE = re.compile(r"!?/")
_WHITE = re.compile(r"\s*\n\s*")


@dataclass(frozen=True)
class _Target:
    """A link taken apart; ``path`` is still percent-encoded, ``fragment`` is not."""

    text: str
    scheme: str
    path: str
    fragment: str


@dataclass(frozen=True)
class LinkAccount:
    """The links of one page: those to check when all pages are known, those broken, how many."""

    internal: int
    external: int
    anchors: ValueAside[tuple[AnchorLink, ...]] = ValueAside(())  # noqa: RUF009  # a descriptor
    broken: ValueAside[tuple[BrokenLink, ...]] = ValueAside(())  # noqa: RUF009  # a descriptor


@dataclass
class PageLinks:
    """Rewrites the targets of one page and keeps account of them."""

    site: Site
    file: str
    here: LessonAt
    places: TargetPlaces
    assets: dict[str, Asset] = field(default_factory=dict)
    pictures: dict[str, str] = field(default_factory=dict)
    anchors: list[AnchorLink] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    broken: list[BrokenLink] = field(default_factory=list)
    internal: int = 0
    external: int = 0
    took: dict[str, str] = field(default_factory=dict)
    written: Mapping[str, list[str]] = field(default_factory=dict)
    _as_written: tuple[str, str] = ("", "")

    def account(self) -> LinkAccount:
        """What remains of them when the page is rendered."""
        return LinkAccount(self.internal, self.external, tuple(self.anchors), tuple(self.broken))

    def rewrite(self, tag: str, target: str) -> str | None:
        """The address the page shall have for a target, None when it leads nowhere."""
        target = _WHITE.sub("", target.strip())
        names = self.written.get(target) or [target]
        self._as_written = (target, names.pop(0) if len(names) > 1 else names[0])
        return self._link(target) if tag == "a" else self._shown(target)

    def check_picture(self, target: str) -> None:
        """Note a picture that is named but not shown, such as one for wider screens."""
        parts = _split(target)
        if parts is None or parts.scheme or target.startswith(("//", "/assets/")):
            return
        found = self.site.resolver.find(self.file, parts.path)
        if found is None or found.kind != "file":
            self.break_link("missing-image", target, "the picture is not in the course")

    def break_link(self, code: str, target: str, message: str) -> None:
        """Note a link or a picture that leads nowhere."""
        target = self._name(target)
        place = self.places.next_place_of(target)
        self.broken.append(BrokenLink(self.file, place.line, target))
        self._report(self.site.severity, code, place, f"{message}: {target}")

    def _link(self, target: str) -> str | None:
        if target.startswith("//"):
            target = f"https:{target}"
        parts = _split(target)
        if parts is None or not is_safe_target(target):
            place = self.places.next_place_of(target)
            self._report(
                self.site.severity, "unsafe-link", place, f"the link {target[:80]!r} is not allowed"
            )
            return None
        if parts.scheme in _EXTERNAL:
            return self._outward(parts)
        if not _FOOTNOTE.match(parts.fragment):
            self.internal += 1
        if not target:
            self.break_link("broken-link", target, "the link is empty")
            return None
        return self._inward(parts)

    def _outward(self, target: _Target) -> str | None:
        """A link to another site, unless it means a lesson of this course in its repository."""
        path = self.site.repository.path_of(target.text)
        found = self.site.resolver.find("", f"/{path}") if path else None
        if found and not self._may_show(found):
            self._withhold(target.text, "solution-link", "leads to a solution")
            return None
        if found and found.lesson:
            self.internal += 1
            return self._lesson(target, found, found.lesson)
        self.external += 1
        return target.text

    def _inward(self, target: _Target) -> str | None:
        if not target.path:
            return self._place_here(target)
        found = self.site.resolver.find(self.file, target.path)
        if found is None:
            self.break_link("broken-link", target.text, "the link leads to nothing in the course")
            return None
        if found.is_other_case:
            self._warn_of_case(target.text, found)
        if not self._may_show(found):
            self._withhold(target.text, "solution-link", "leads to a solution")
            return None
        return self._address(target, found)

    def _address(self, target: _Target, found: Found) -> str | None:
        """The address of what a link leads to; some things that exist have none."""
        if found.lesson:
            return self._lesson(target, found, found.lesson)
        if found.kind == "page":
            return self.site.pages[found.place]
        if found.kind == "file":
            return self._file(found.place)
        if found.kind == "folder":
            self._withhold(target.text, "folder-link", "leads to a folder without lessons")
        else:
            self._withhold(target.text, "hidden-link", "leads to a hidden file")
        return None

    def _place_here(self, target: _Target) -> str:
        if not target.fragment:
            return "#"
        href = f"#{quote(target.fragment)}"
        if not _FOOTNOTE.match(target.fragment):
            self._note_anchor(target, self.file, href)
        return href

    def _lesson(self, target: _Target, found: Found, lesson: LessonAt) -> str:
        """A link to a lesson; one to a translation asks for its language."""
        is_same = lesson.key == self.here.key
        is_default = lesson.language == self.site.language
        has_language = lesson.language != self.here.language and (is_same or not is_default)
        href = quote(lesson.key) + (f"?lang={lesson.language}" if has_language else "")
        if not target.fragment:
            return href
        href += f"#{quote(target.fragment)}"
        self._note_anchor(target, found.place, href)
        return href

    def _file(self, place: str) -> str | None:
        asset, problem = self._asset(place)
        if problem:
            self.problems.append(problem)
        return self._keep(asset, place) if asset else None

    def opened_file(self, path: str, limit: int) -> Asset | None:
        """A file that the page's code opens, unless there is none, or it is too large or hidden."""
        found = self.site.resolver.find(self.file, path)
        if found is None or found.kind != "file" or found.is_other_case:
            return None
        is_key = found.place in self.site.quizzes.files
        if is_key or not is_data(found.place) or not self._may_show(found):
            return None
        asset, _problem = self._asset(found.place)
        if asset is None or len(asset.data) > limit:
            return None
        self.assets[asset.path] = asset
        return asset

    def _asset(self, place: str) -> tuple[Asset | None, Problem | None]:
        """A file of the course, noted as one that the page depends on."""
        asset, problem = self.site.shelf.get(place)
        self.took[place] = asset.sha256 if asset else ""
        return asset, problem

    def _shown(self, target: str) -> str | None:
        if is_inline_image(target):
            return self._inline_picture(target)
        if target.startswith("/assets/") and target in self.pictures:
            return target
        parts = _split(target)
        path = self._path_of_shown(parts) if parts else None
        if path is None:
            self.external += 1
            self._outside(target)
            return None
        if parts and self._is_label(parts):
            place = self.places.next_place_of(target)
            self._report("warning", "not-shown", place, f"{target} is not taken in from its page")
            return None
        found = self.site.resolver.find(self.file, path)
        if found is None or found.kind != "file" or not path:
            self.break_link("missing-image", target, "the picture is not in the course")
            return None
        if found.is_other_case:
            self._warn_of_case(target, found)
        return self._picture(target, found.place)

    def _is_label(self, target: _Target) -> bool:
        """Tell whether a picture is none but a labelled part of some page."""
        return not target.path and bool(self.site.labels.find(target.fragment, self.file))

    def _path_of_shown(self, target: _Target) -> str | None:
        """The path in the course of something to be shown, None for what lies elsewhere."""
        if not target.scheme and not target.text.startswith("//"):
            return target.path
        path = self.site.repository.path_of(target.text)
        return f"/{path}" if path and self.site.resolver.find("", f"/{path}") else None

    def _picture(self, target: str, place: str) -> str | None:
        asset, problem = self._asset(place)
        if problem:
            self.problems.append(problem)
        if asset is None:
            return None
        if not asset.media_type.startswith("image/"):
            message = f"{place} is no picture"
            where = self.places.next_place_of(target)
            self._report(self.site.severity, "wrong-file-kind", where, message)
            return None
        url = self._keep(asset, place)
        self.pictures[url] = target
        return url

    def _inline_picture(self, target: str) -> str | None:
        head, _, data = target.partition(",")
        kind = head.removeprefix("data:image/").split(";")[0]
        try:
            content = base64.b64decode(data)
        except (binascii.Error, ValueError):
            content = b""
        if not is_what_it_says(_TYPES[kind], content):
            self.break_link("missing-image", target[:40], "the picture cannot be read")
            return None
        asset = make_asset(f"{self.file}-{len(self.assets)}.{kind}", _TYPES[kind], content)
        return self._keep(asset, target[:40])

    def _keep(self, asset: Asset, target: str) -> str:
        self.assets[asset.path] = asset
        url = asset_url(asset)
        self.pictures.setdefault(url, target)
        return url

    def _may_show(self, found: Found) -> bool:
        """Tell whether readers of this page may see a place: solutions only beside solutions."""
        if self.here.is_solution:
            return True
        return not (found.lesson.is_solution if found.lesson else is_solution(found.place))

    def _name(self, target: str) -> str:
        """The target of the link now rewritten as its author wrote it."""
        given, written = self._as_written
        return written if target == given else target

    def _note_anchor(self, target: _Target, path: str, href: str) -> None:
        name = self._name(target.text)
        line = self.places.next_place_of(name).line
        self.anchors.append(AnchorLink(self.file, line, name, path, target.fragment, href))

    def _warn_of_case(self, target: str, found: Found) -> None:
        message = f"{target} is spelled {found.place} on disk"
        hint = "write the same upper and lower case letters"
        place = self.places.next_place_of(target)
        self._report("warning", "case-mismatch", place, message, hint)

    def _withhold(self, target: str, code: str, what: str) -> None:
        target = self._name(target)
        place = self.places.next_place_of(target)
        message = f"the link {what} and is shown as text: {target}"
        self._report("warning", code, place, message)

    def _outside(self, target: str) -> None:
        self._report(
            "warning",
            "external-image",
            self.places.next_place_of(target),
            f"the picture {target[:80]} lies on another server and is not shown",
            "copy the picture into the course",
        )

    def _report(
        self, severity: Severity, code: str, place: Place, message: str, hint: str = ""
    ) -> None:
        where = f" (cell {place.cell})" if place.cell else ""
        problem = Problem(severity, code, self.file, place.line, f"{message}{where}", hint)
        self.problems.append(problem)


def _split(target: str) -> _Target | None:
    """The parts of a target; docsify's ``#/page?id=place`` is ``/page#place``."""
    try:
        parts = urlsplit(target)
        query = parse_qs(parts.query, max_num_fields=50)
        path, fragment = parts.path, unquote(parts.fragment)
        if not parts.netloc and _ROUTE.match(fragment):
            path, _, rest = parts.fragment.lstrip("!").partition("?")
            query, fragment = parse_qs(rest, max_num_fields=50), ""
    except ValueError:
        return None
    fragment = fragment or query.get("id", [""])[0]
    return _Target(target, parts.scheme.lower(), path, fragment)
