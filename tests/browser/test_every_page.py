"""Every page of every role, in both languages, on a phone and on a desk.

The pages come from the application's own routes: a new page is looked at, or
this test says that nobody does.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import product

import pytest
from playwright.sync_api import Browser, Page
from werkzeug.routing import Map, Rule

from lms.app import create_app
from lms.settings import Settings
from tests.browser import content
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.installation import Installation
from tests.browser.look import Visitor

pytestmark = pytest.mark.browser

PEOPLE: Mapping[str, str | None] = {
    "anonymous": None,
    "trainee": content.TRAINEE,
    "instructor": "instructor",
    "mentor": "mentor",
    "operator": "operator",
    "admin": "admin",
}

NO_PAGES: Mapping[str, str] = {
    "static": "a file",
    "fonts.font": "a file",
    "quick.script": "a file",
    "live.file": "a file",
    "catalog.asset": "a file",
    "catalog.variant": "a file",
    "notebooks.archive": "a download",
    "editing.source": "a download",
    "banks.export": "a download",
    "bank_items.file": "a file",
    "item_files.in_attempt": "a file",
    "item_files.in_practice": "a file",
    "item_files.in_analysis": "a file",
    "item_files.of_paper": "a file",
    "editing.works": "leads to the edition",
    "lessons.notebook": "a download",
    "completion.pdf": "a download",
    "account.download_export": "a download",
    "agenda.feed": "a calendar file",
    "lessons.lab": "leads to the Hub",
    "solutions.lab": "leads to the Hub",
    "solutions.notebook": "a download",
    "notebooks.lab": "leads to the Hub",
    "lessons.newer": "a part of the lesson's page",
    "lessons.study": "leads to the person's run",
    "quizzes.again": "leads to the question in its lesson",
    "essays.paper": "of an essay or code in an exam, which nobody hands in here: tests/lms/exams",
    "exam_tasks.task": "a download",
    "exam_tasks.answer": "a download",
    "exams.answers": "JSON for the exam page",
    "exams.analysis_csv": "a download",
    "search.quick": "JSON for the command palette",
    "practice.following": "leads to the question",
    "practice.question": "leads away while the trainee of these tests sits an exam: tests/lms/exams",
    "printing.pdf": "a download",
    "offline.contents": "JSON for the script that takes a course along",
    "offline.token": "JSON for the service worker",
    "offline.worker": "a file",
    "live.wheels": "JSON for live cells",
    "web.health": "JSON for the supervisor",
    "oidc.configuration": "JSON for the Hub",
    "oidc.keys": "JSON for the Hub",
    "oidc.userinfo": "JSON for the Hub",
    "oidc.authorize": "leads back to the Hub",
    "oidc.log_out": "leads to the log-in",
}
MACHINES = ("exchange.", "hub_api.", "lab_api.", "uploads.")

TOKEN = re.compile(r'name="csrf_token"[^>]*')

Places = list[tuple[str, str]]


@pytest.fixture(scope="module")
def url_map(installation: Installation) -> Iterator[Map]:
    app = create_app(Settings.from_env(installation.environment))
    yield app.url_map
    app.extensions["engine"].dispose()


@pytest.fixture(scope="module")
def places(url_map: Map, installation: Installation, chromium: Browser) -> Places:
    """(endpoint, address) of all pages."""
    context = chromium.new_context()
    samples = content.prepare(installation, context.new_page())
    context.close()
    return [
        (rule.endpoint, path)
        for rule in pages(url_map)
        for path in addresses(rule, url_map, samples)
    ]


@pytest.fixture(scope="module")
def browsers(
    places: Places, installation: Installation, chromium: Browser
) -> Iterator[dict[str, Page]]:
    """Everybody's own browser, logged in."""
    opened = {role: chromium.new_context(reduced_motion="reduce").new_page() for role in PEOPLE}
    for role, person in PEOPLE.items():
        opened[role].goto(installation.lms)
        if person:
            content.log_in(opened[role], installation, person)
    yield opened
    for page in opened.values():
        page.context.close()


@pytest.fixture(scope="module")
def seen_by(
    places: Places, installation: Installation, browsers: dict[str, Page]
) -> dict[str, Places]:
    """What each role may see, as the application answers; anything else is refused in order."""
    return {
        role: [place for place in places if is_seen(page, installation.lms + place[1])]
        for role, page in browsers.items()
    }


@pytest.fixture(scope="module")
def looked_at() -> set[tuple[str, str]]:
    """(language, content) of the pages that were looked at for one role or another."""
    return set()


def test_no_page_is_forgotten(places: Places, seen_by: dict[str, Places]) -> None:
    seen = {endpoint for found in seen_by.values() for endpoint, _path in found}

    assert {endpoint for endpoint, _path in places} <= seen


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("role", PEOPLE)
def test_every_page_is_whole(
    role: str,
    language: str,
    seen_by: dict[str, Places],
    browsers: dict[str, Page],
    looked_at: set[tuple[str, str]],
) -> None:
    """axe looks at the desk's pages in English and at the phone's in Korean, which people keep."""
    page = browsers[role]
    content.choose_language(page, language)
    visitor = Visitor(page, language)
    axe_on = DESKTOP if language == "en" else PHONE

    faults = {
        path: visitor.faults_of(path, axe_on=axe_on)
        for _endpoint, path in seen_by[role]
        if is_new(language, page.request.get(visitor.home + path).text(), looked_at)
    }
    faults["/nowhere"] = visitor.faults_of("/nowhere", axe_on=axe_on, status=404)

    assert not any(faults.values()), report(faults)


def pages(url_map: Map) -> list[Rule]:
    """The routes that people see."""
    return [
        rule
        for rule in url_map.iter_rules()
        if "GET" in (rule.methods or ())
        and rule.endpoint not in NO_PAGES
        and not rule.endpoint.startswith(MACHINES)
    ]


def addresses(rule: Rule, url_map: Map, samples: Mapping[str, tuple[str, ...]]) -> list[str]:
    """The route's addresses with every sample of what it takes."""
    names = sorted(rule.arguments)
    values = [samples.get(f"{rule.endpoint}:{name}") or samples.get(name) for name in names]
    missing = [name for name, found in zip(names, values, strict=True) if not found]
    assert not missing, f"{rule.rule} needs {missing}: add it to tests/browser/content.py"
    build = url_map.bind("localhost").build
    return [
        build(rule.endpoint, dict(zip(names, chosen, strict=True)))
        for chosen in product(*filter(None, values))
    ]


def is_seen(page: Page, address: str) -> bool:
    """Whether the page is shown; a refusal must be a refusal."""
    status = page.request.get(address, max_redirects=0).status
    assert status in {200, 302, 303, 403, 404}, f"{address} answers {status}"
    return status == 200


def is_new(language: str, html: str, looked_at: set[tuple[str, str]]) -> bool:
    """Whether nobody was shown just this content before; menus are looked at with the rest."""
    main = html[html.find("<main") :]
    content_alone = (language, TOKEN.sub("", main))
    is_known = content_alone in looked_at
    looked_at.add(content_alone)
    return not is_known


def report(faults: Mapping[str, list[str]]) -> str:
    """The faults, each once, with the pages that have it."""
    by_fault: dict[str, list[str]] = {}
    for path, found in faults.items():
        for fault in found:
            by_fault.setdefault(fault, []).append(path)
    lines = [f"\n{fault}\n    on {' '.join(paths)}" for fault, paths in by_fault.items()]
    return "".join(lines)
