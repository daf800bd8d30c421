"""A reader who follows every link and looks at every picture of a run's pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qs, unquote, urldefrag, urljoin, urlsplit

from flask.testing import FlaskClient

_TARGETS = {"a": "href", "img": "src", "link": "href", "script": "src", "source": "src"}
_REDIRECTS = {301, 302, 303, 307, 308}
_ROUNDS = 10
HERE = "http://localhost"


class _Parts(HTMLParser):
    """The targets of a page's links and pictures, and its ids."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.ids: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if values.get("id"):
            self.ids.add(str(values["id"]))
        if target := values.get(_TARGETS.get(tag, "")):
            self.targets.append(target)
        for one in (values.get("srcset") or "").split(","):
            if one.strip():
                self.targets.append(one.split()[0])


@dataclass
class Crawl:
    """Where the pages below a place lead; `faults` are the links that do not do what they say.

    A link that asks for another language is followed, and then the language is chosen
    anew: what that page leads to is for a reader of that language to see.
    """

    browser: FlaskClient
    below: str
    language: str
    faults: dict[str, str] = field(default_factory=dict)
    pages: dict[str, _Parts | None] = field(default_factory=dict)
    links: set[str] = field(default_factory=set)

    def go(self, *starts: str) -> Crawl:
        """Read the pages at some addresses, and all those that they lead to below the place."""
        self._choose_language()
        waiting = list(starts)
        while waiting:
            address = waiting.pop()
            page = self._page(address, "start")
            for link in self._links_of(address, page) if page else ():
                if link in self.links:
                    continue
                self.links.add(link)
                target = urldefrag(link).url
                if target not in self.pages and self._is_to_be_read(target):
                    waiting.append(target)
                self._follow(link, address)
        return self

    def _is_to_be_read(self, address: str) -> bool:
        parts = urlsplit(address)
        asked = parse_qs(parts.query).get("lang", [self.language])
        return parts.path.startswith(self.below) and asked == [self.language]

    def _choose_language(self) -> None:
        self.browser.post("/language", data={"language": self.language})

    def _links_of(self, address: str, page: _Parts) -> Iterator[str]:
        for target in page.targets:
            link = urljoin(f"{HERE}{address}", target)
            if link.startswith(f"{HERE}/"):
                yield link.removeprefix(HERE)

    def _follow(self, link: str, source: str) -> None:
        address, fragment = urldefrag(link)
        page = self._page(address, source)
        place = unquote(fragment)
        if place and page is not None and place not in page.ids:
            self.faults[link] = f"no such place, from {source}"

    def _page(self, address: str, source: str) -> _Parts | None:
        if address not in self.pages:
            self.pages[address] = self._read(address, source)
            if "lang=" in address:
                self._choose_language()
        return self.pages[address]

    def _read(self, address: str, source: str) -> _Parts | None:
        """The page after all redirects; nothing where they lead to another host, or to a file."""
        asked = address
        for _ in range(_ROUNDS):
            with closing(self.browser.get(asked)) as answer:
                if answer.status_code == 200:
                    is_page = answer.mimetype == "text/html"
                    return _Parts(answer.text) if is_page else None
                if answer.status_code not in _REDIRECTS:
                    break
                following = urljoin(f"{HERE}{asked}", answer.location)
                if not following.startswith(f"{HERE}/"):
                    return None
                asked = following.removeprefix(HERE)
        self.faults[address] = f"{answer.status_code}, from {source}"
        return None
