"""The press: a child process that sets a course as a PDF and can do nothing else.

    python -m lms.printing.press FOLDER SECONDS

FOLDER holds `book.json`, the style sheet and `assets/`; the press writes `book.pdf` there and says
on its output, a JSON object a line, how far it is. It opens the network never and no file outside
the folder for what an author wrote, and its time and memory are bounded.
"""

import json
import resource
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from html import escape
from pathlib import Path
from types import FrameType
from typing import Any

import weasyprint
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from lms.printing.formulas import with_drawn_formulas

BASE = "https://book.invalid/"
"""No host: addresses of the course's own pictures stand below it."""
MEMORY = 3 * 1024**3
SECONDS_A_LESSON = 120


class TooSlow(Exception):
    """A lesson took longer than any honest one."""


class OwnFiles(URLFetcher):
    """Gives the pictures of the course, and nothing else in the world."""

    def __init__(self, folder: Path, assets: Mapping[str, str]) -> None:
        super().__init__(allowed_protocols=())
        self._folder, self._assets = folder, assets

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:  # noqa: ARG002
        """The picture at `/assets/<sha256>/…`; raises ValueError for any other address."""
        parts = url.removeprefix(BASE).split("/")
        if not url.startswith(f"{BASE}assets/") or len(parts) < 3 or parts[1] not in self._assets:
            say(refused=url[:200])
            raise ValueError("not of this course")
        body = (self._folder / "assets" / parts[1]).read_bytes()
        return URLFetcherResponse(url, body, {"Content-Type": self._assets[parts[1]]})


class Press:
    """Sets the chapters one by one and binds them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._book: dict[str, Any] = json.loads((folder / "book.json").read_text())
        self._fetcher = OwnFiles(folder, self._book["assets"])
        self._fonts = FontConfiguration()
        self._sheet = weasyprint.CSS(
            string=(folder / "book.css").read_text(), font_config=self._fonts
        )

    def print(self) -> None:
        """Set everything, write the file, and say so."""
        documents, starts, n_pages = [], {}, 0
        for n_done, chapter in enumerate(self._book["chapters"], 1):
            starts[chapter["key"]] = n_pages + 1
            document = self._chapter(chapter, n_pages)
            documents.append(document)
            n_pages += len(document.pages)
            say(done=n_done, lesson=chapter["key"])
        front = self._set(self._front(starts), 0)
        pages = [page for document in (front, *documents) for page in document.pages]
        front.metadata.title = self._book["title"]
        front.copy(pages).write_pdf(str(self._folder / "book.pdf"))
        say(pages=len(pages))

    def _chapter(self, chapter: Mapping[str, str], n_before: int) -> weasyprint.Document:
        try:
            with limited(SECONDS_A_LESSON):
                return self._set(self._chapter_page(chapter, chapter["html"]), n_before)
        except (Exception, MemoryError) as error:  # noqa: BLE001  a broken page costs only itself
            say(problem=chapter["key"], reason=f"{type(error).__name__}: {error}"[:300])
        words = f"<p>{escape(self._book['words']['broken'])}</p>"
        return self._set(self._chapter_page(chapter, words), n_before)

    def _set(self, body: str, n_before: int) -> weasyprint.Document:
        page = (
            f'<!doctype html><html lang="{escape(self._book["language"])}"><head><meta charset="utf-8">'
            f"<style>@page :first {{ counter-reset: page {n_before + 1} }}</style></head>"
            f"<body>{body}</body></html>"
        )
        html = weasyprint.HTML(string=page, base_url=BASE, url_fetcher=self._fetcher)
        return html.render(stylesheets=[self._sheet], font_config=self._fonts)

    def _chapter_page(self, chapter: Mapping[str, str], html: str) -> str:
        unit = f'<p class="unit" id="unit--{escape(chapter["key"])}">{escape(chapter["unit"])}</p>'
        return (
            f'<article lang="{escape(chapter["language"])}">{unit if chapter["unit"] else ""}'
            f'<h1 id="{escape(chapter["anchor"])}">{escape(chapter["title"])}</h1>'
            f"{with_drawn_formulas(html)}</article>"
        )

    def _front(self, starts: Mapping[str, int]) -> str:
        words = self._book["words"]
        lines = "".join(self._line(chapter, starts) for chapter in self._book["chapters"])
        return (
            f'<section class="title"><p class="brand">{escape(words["brand"])}</p>'
            f"<h1>{escape(self._book['title'])}</h1><p>{escape(self._book['summary'])}</p>"
            f'<p class="facts">{escape(words["edition"])}</p></section>'
            f'<section class="contents"><h2>{escape(words["contents"])}</h2>{lines}</section>'
        )

    def _line(self, chapter: Mapping[str, str], starts: Mapping[str, int]) -> str:
        unit = f'<p class="contents-unit">{escape(chapter["unit"])}</p>' if chapter["unit"] else ""
        return (
            f'{unit}<p class="contents-line"><a href="#{escape(chapter["anchor"])}">'
            f'<span>{escape(chapter["title"])}</span><span class="leader"></span>'
            f"<span>{starts[chapter['key']]}</span></a></p>"
        )


@contextmanager
def limited(seconds: int) -> Iterator[None]:
    """Raise TooSlow in what runs longer."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TooSlow(f"longer than {seconds} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def say(**facts: object) -> None:
    """Tell the worker."""
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


def main(arguments: Sequence[str]) -> None:
    """Print the book in the folder."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    folder, seconds = Path(arguments[0]), int(arguments[1])
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    Press(folder).print()


if __name__ == "__main__":
    main(sys.argv[1:])
