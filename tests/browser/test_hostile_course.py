"""A course full of attacks is published and visited: nothing runs, nothing is loaded."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Dialog, Page, Route

from tests.browser.conftest import DESKTOP
from tests.browser.content import log_in
from tests.browser.installation import Installation
from tests.courses.payloads import MEDIA_TYPES, PAYLOADS, SVG_FILE
from tests.courses.small_course import PNG, code_cell, display, markdown_cell, notebook

pytestmark = pytest.mark.browser
PER_PAGE = 12
ATTACKS = [f"{one} -->" if "<!--" in one else one for one in PAYLOADS]
"""A comment without an end is an error, and a course with errors is not published."""

_NAME = "a\"onerror=alert(1) x='<img src=x onerror=alert(1)>"


class Watch:
    """Everything a page does that it must not: dialogs, requests elsewhere, scripts that ran."""

    def __init__(self, page: Page, home: str) -> None:
        self.page = page
        self.home = urlsplit(home).netloc
        self.faults: list[str] = []
        page.on("dialog", self._dialog)
        page.context.route(lambda url: urlsplit(url).netloc != self.home, self._leave)
        page.on("popup", lambda popup: self.faults.append(f"popup {popup.url}"))
        page.on("download", lambda _file: None)

    def _dialog(self, dialog: Dialog) -> None:
        self.faults.append(f"dialog on {self.page.url}")
        dialog.dismiss()

    def _leave(self, route: Route) -> None:
        """A request that the page's policy let through to another host."""
        if urlsplit(route.request.url).scheme not in ("data", "blob"):
            self.faults.append(f"request to {route.request.url} from {self.page.url}")
        route.abort()


def pages() -> list[str]:
    """The payloads in Markdown, some to a page, so that one cannot swallow all the others."""
    return [
        f"# page {start}\n\n" + "\n\n".join(f"before\n\n{one}\n\n- {one}" for one in ATTACKS[start : start + PER_PAGE])
        for start in range(0, len(ATTACKS), PER_PAGE)
    ]  # fmt: skip


def outputs(payload: str) -> list[dict[str, object]]:
    """The payload as every kind of output, name and trace."""
    return [
        *[display(**{kind: payload}) for kind in MEDIA_TYPES],
        {"output_type": "stream", "name": payload, "text": [payload]},
        {"output_type": "error", "ename": payload, "evalue": payload, "traceback": [payload]},
    ]


def attack(root: Path) -> Path:
    """A folder in which everything that an author can name or write is an attack."""
    (root / "img").mkdir(parents=True)
    (root / "README.md").write_text(
        "# <img src=x onerror=alert(1)> course\n\n![x](img/a.svg) [x](img/a.svg)"
    )
    (root / "img" / "a.svg").write_text(SVG_FILE)
    (root / "img" / f"{_NAME.replace('/', '')}.png").write_bytes(PNG)
    for number, text in enumerate(pages()):
        front = "---\ntitle: '<img src=x onerror=alert(1)>'\n---\n" if number % 2 else ""
        (root / f"{number:02}-page.md").write_text(front + text)
    picture = {_NAME: {"image/png": base64.b64encode(PNG).decode(), "text/html": SVG_FILE}}
    attached = f"![x](attachment:{_NAME}) <img src='attachment:{_NAME}'>"
    for start in range(0, len(ATTACKS), 4 * PER_PAGE):
        cells = [
            code_cell(one, *outputs(one), tags=(one,))
            for one in ATTACKS[start : start + 4 * PER_PAGE]
        ]
        cells += [
            markdown_cell(attached, attachments=picture),
            code_cell("s", display(**{"image/svg+xml": SVG_FILE})),
        ]
        title = f"<svg onload=alert(1)> {start}"
        (root / f"n{start:03}.ipynb").write_text(notebook(*cells, key=f"n{start}", title=title))
    (root / "y<img src=x onerror=alert(1)>.md").write_text("text in a file with such a name")
    return root


@pytest.fixture(scope="module")
def trainee(
    installation: Installation, chromium: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Watch, str]]:
    """A trainee in a run of the hostile course, and the address of the run."""
    folder = attack(tmp_path_factory.mktemp("hostile") / "hostile")
    published = installation.command("catalog", "publish", str(folder))
    assert published.returncode == 0, published.stdout + published.stderr
    context = chromium.new_context(viewport=DESKTOP, locale="ko-KR")  # type: ignore[arg-type]
    page = context.new_page()
    watch = Watch(page, installation.lms)
    log_in(page, installation, "operator")
    page.goto(f"{installation.lms}/operate/cohorts/1")
    course = page.locator("select[name=course_id] option", has_text="course").first
    page.locator("select[name=course_id]").select_option(course.get_attribute("value"))
    page.locator("form:has(select[name=course_id]) button").click()
    context.clear_cookies()
    log_in(page, installation, "trainee")
    page.goto(f"{installation.lms}/catalog/hostile/study")
    yield watch, page.url
    context.close()


def lessons(page: Page, run: str) -> list[str]:
    page.goto(run)
    found = re.findall(rf'href="({urlsplit(run).path}/lessons/[^"?#]+)"', page.content())
    return list(dict.fromkeys(found))


def unlikely(page: Page) -> list[str]:
    """What stands in the lesson as it was served, our own scripts' buttons apart, that should not."""
    found: list[str] = page.evaluate(
        """async () => {
          const served = await (await fetch(location.href)).text();
          const lesson = new DOMParser().parseFromString(served, "text/html").querySelector("article.lesson");
          const bad = [];
          const allowed = /^(https?:|mailto:)/;
          for (const one of lesson.querySelectorAll("a[href]"))
            if (!allowed.test(new URL(one.getAttribute("href"), location.href).href)) bad.push("href " + one.outerHTML);
          const never = "script,style,iframe,object,embed,form,svg,video,audio,link,meta,base,template,button,dialog";
          for (const one of lesson.querySelectorAll(never)) bad.push(one.outerHTML.slice(0, 80));
          for (const one of lesson.querySelectorAll("*"))
            for (const { name } of one.attributes)
              if (name.startsWith("on") || name === "srcset" || name === "target" || name === "name") bad.push(name);
          return bad;
        }"""
    )
    return found


def touch(page: Page) -> None:
    """Open and set off everything in the lesson that can be."""
    page.evaluate(
        """() => {
          const lesson = document.querySelector("article.lesson");
          for (const one of lesson.querySelectorAll("details")) one.open = true;
          for (const one of lesson.querySelectorAll("*"))
            for (const kind of ["mouseover", "focus", "pointerenter", "animationstart", "toggle", "error", "load"])
              one.dispatchEvent(new Event(kind, { bubbles: true }));
        }"""
    )


def covered(page: Page) -> list[str]:
    """Parts of the page's own interface that something else lies upon or has replaced."""
    page.evaluate("scrollTo({ top: 0, behavior: 'instant' })")
    found: list[str] = page.evaluate(
        """() => {
          const bad = [];
          for (const link of document.querySelectorAll("body > header a")) {
            const box = link.getBoundingClientRect();
            if (!box.width || box.top < 0) continue;
            const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
            if (top !== link && !link.contains(top)) bad.push(link.outerHTML);
          }
          if (document.getElementById("main")?.localName !== "main") bad.push("#main");
          if (document.getElementById("toasts")?.closest(".lesson")) bad.push("#toasts");
          return bad;
        }"""
    )
    return found


def test_no_attack_in_a_lesson_does_anything(trainee: tuple[Watch, str]) -> None:
    watch, run = trainee
    found = lessons(watch.page, run)
    assert len(found) == len(pages()) + -(-len(ATTACKS) // (4 * PER_PAGE)) + 2

    for address in found:
        answer = watch.page.goto(f"http://{watch.home}{address}")
        assert answer is not None
        assert answer.status == 200
        touch(watch.page)
        watch.faults += [
            f"{address}: {one}" for one in (*unlikely(watch.page), *covered(watch.page))
        ]
        watch.page.evaluate("scrollTo(0, document.body.scrollHeight)")
        watch.page.wait_for_timeout(50)

    assert watch.faults == []


def test_pictures_opened_by_themselves_run_nothing(trainee: tuple[Watch, str]) -> None:
    watch, run = trainee
    found = [address for address in lessons(watch.page, run) if "/lessons/n" in address]
    addresses = set()
    for address in (*found, lessons(watch.page, run)[0]):
        watch.page.goto(f"http://{watch.home}{address}")
        addresses |= set(re.findall(r"/assets/[0-9a-f]{64}/[^\"]+", watch.page.content()))

    assert any(".svg" in address for address in addresses)
    for address in addresses:
        answer = watch.page.goto(f"http://{watch.home}{address}")
        assert answer is not None
        assert "sandbox" in answer.headers["content-security-policy"]
        watch.page.wait_for_timeout(100)
    assert watch.faults == []


def test_the_page_still_works_around_an_attack(trainee: tuple[Watch, str]) -> None:
    watch, run = trainee
    watch.page.goto(f"http://{watch.home}{lessons(watch.page, run)[1]}")

    watch.page.locator("form.lesson-done button").click()
    watch.page.goto(run)

    assert watch.page.locator(".is-done").count() >= 1
    watch.page.goto(f"http://{watch.home}/catalog")
    assert "course" in watch.page.locator("main").inner_text()
    assert watch.faults == []
