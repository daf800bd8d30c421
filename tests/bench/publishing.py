"""Publishing 1,000 pages against Python-Markdown alone on the same texts, first and again."""

import gc
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import markdown
from flask import Flask

from lms.app import create_app
from lms.db import Base, transaction
from lms.publishing import services
from lms.publishing.reading import read_folder
from lms.publishing.taking import page_cache
from lms.settings import Settings
from tests.bench.rounds import Ratio, Series, ratio
from tests.bench.served import CannotMeasure

CONTENT = Path(__file__).resolve().parents[2] / "content"
PAGES = 1000
ROUNDS = 3
COURSE = """\
slug: large
title: {ko: 큰 과정}
summary: {ko: 재기 위한 과정}
level: foundation
languages: [ko]
units: [{dir: 01-all, title: {ko: 모두}}]
"""


def measure(folder: Path) -> tuple[list[Series], list[Ratio]]:
    """Seconds of a core: Python-Markdown alone, the first publication, one with one page changed."""
    texts = _texts()
    course = folder / "course"
    (course / "01-all").mkdir(parents=True)
    (course / "course.yml").write_text(COURSE, encoding="utf-8")
    times: dict[str, list[float]] = {"Python-Markdown alone": [], "first": [], "again": []}
    for number in range(ROUNDS):
        app = _app(folder / f"data-{number}")
        times["Python-Markdown alone"].append(_seconds(lambda: _convert(texts)))
        _write(course, texts)
        times["first"].append(_seconds(lambda app=app: _publish(app, course)))
        _write(course, [*texts[:-1], texts[-1] + "\n\n한 문장을 더했습니다.\n"])
        times["again"].append(_seconds(lambda app=app: _publish(app, course)))
    alone, first, again = (Series(n, "s of a core", tuple(v)) for n, v in times.items())
    return [alone, first, again], [
        ratio(f"first publication of {PAGES} pages / Python-Markdown alone", first, alone),
        ratio("again, one page changed / Python-Markdown alone", again, alone),
    ]


def _texts() -> list[str]:
    """The texts of our own lessons over and over, without links and quizzes that need other files."""
    sources = sorted(CONTENT.glob("*/*/*.md"))
    bodies = [
        re.sub(r"\A---\n.*?\n---\n", "", s.read_text("utf-8"), flags=re.DOTALL) for s in sources
    ]
    bodies = [re.sub(r"^```quiz\n.*?^```$", "", b, flags=re.DOTALL | re.MULTILINE) for b in bodies]
    plain = [re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", body) for body in bodies]
    return [f"# 글 {n}\n\n{plain[n % len(plain)]}" for n in range(PAGES)]


def _convert(texts: list[str]) -> None:
    for text in texts:
        markdown.markdown(text, extensions=["extra", "codehilite"])


def _write(course: Path, texts: list[str]) -> None:
    for number, text in enumerate(texts):
        matter = f"---\nid: page-{number}\ntitle: 글 {number}\nminutes: 1\n---\n"
        (course / "01-all" / f"{number:04}.md").write_text(matter + text, encoding="utf-8")


def _app(folder: Path) -> Flask:
    environment = {
        "BAEUM_MODE": "test",
        "BAEUM_DATA_DIR": str(folder),
        "BAEUM_QUEUE_URL": "memory://",
        "BAEUM_HUB_PUBLIC_URL": "http://labs.localhost",
    }
    app = create_app(Settings.from_env(environment))
    gc.freeze()  # as `lms` does
    Base.metadata.create_all(app.extensions["engine"])
    return app


def _publish(app: Flask, course: Path) -> None:
    with app.app_context(), transaction() as session:
        read = read_folder(course, page_cache())
        if read.errors:
            raise CannotMeasure(str(read.errors[0]))
        services.publish(session, app.extensions["blobs"], read, (), at=datetime.now(UTC))


def _seconds(work: Callable[[], None]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began
