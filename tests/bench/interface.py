"""Lighthouse on the pages people meet first, as a phone on a slow line sees them."""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.bench.rounds import Ratio, Series
from tests.bench.served import CannotMeasure
from tests.browser import content
from tests.browser.conftest import FLAGS, PHONE
from tests.browser.installation import ROOT, Installation, running

LIGHTHOUSE = ROOT / "node_modules" / "lighthouse" / "cli" / "index.js"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
LEAST = 95.0
ROUNDS = 3
TRIES = 4
NOT_SEEN = "NO_NAVSTART"
"""Lighthouse says so now and then: its own recording missed where the page began."""

Pages = dict[str, tuple[str, Mapping[str, str]]]
"""The address and the headers of each page by its name."""


def measure(folder: Path) -> tuple[list[Series], list[Ratio]]:
    """Every category's figure, 0 to 100, for each page and round."""
    if not LIGHTHOUSE.is_file():
        raise CannotMeasure("Lighthouse is needed: make setup-dev")
    with running(folder / "var") as installation, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=flags())
        pages = _open_pages(installation, browser)
        browser.close()
        found = {name: _rounds(folder, *page) for name, page in pages.items()}
    series = [
        Series(f"{name}, {category}", "of 100", tuple(each[category] for each in rounds))
        for name, rounds in found.items()
        for category in CATEGORIES
    ]
    return series, []


def too_low(series: list[Series]) -> list[str]:
    """The names of the figures below the least that we allow ourselves."""
    return [each.name for each in series if each.median < LEAST]


def chromium() -> str:
    """Where Chromium lies; raises CannotMeasure where it is missing."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        raise CannotMeasure("Chromium is needed. On Debian: apt-get install chromium")
    return path


def flags() -> list[str]:
    """How Chromium is started here."""
    return [*FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]


def _open_pages(installation: Installation, browser: Browser) -> Pages:
    trainee, instructor = (_logged_in(installation, browser, who) for who in _PEOPLE)
    _handed_in, running_attempt = content.exam_attempts(installation, trainee)
    cookies, teaching = _cookies_of(trainee), _cookies_of(instructor)
    return {
        "log-in": (f"{installation.lms}/login", {}),
        "home": (f"{installation.lms}/", cookies),
        "lesson": (f"{installation.lms}/runs/1/lessons/data-statistics", cookies),
        "exam": (f"{installation.lms}/attempts/{running_attempt}", cookies),
        "gradebook": (f"{installation.lms}/runs/1/gradebook", teaching),
    }


_PEOPLE = (content.TRAINEE, "instructor")


def _logged_in(installation: Installation, browser: Browser, person: str) -> Page:
    page = browser.new_context(viewport=PHONE, locale="ko-KR").new_page()  # type: ignore[arg-type]
    content.log_in(page, installation, person)
    return page


def _cookies_of(page: Page) -> dict[str, str]:
    return {
        "Cookie": "; ".join(f"{each['name']}={each['value']}" for each in page.context.cookies())
    }


def _rounds(folder: Path, address: str, headers: Mapping[str, str]) -> list[dict[str, float]]:
    return [_figures(folder, address, headers) for _round in range(ROUNDS)]


def _figures(folder: Path, address: str, headers: Mapping[str, str]) -> dict[str, float]:
    """One audit with an empty cache and Lighthouse's own phone and line."""
    sent, report = folder / "headers.json", folder / "lighthouse.json"
    sent.write_text(json.dumps(headers))
    words = [
        *("node", LIGHTHOUSE, address, "--quiet", "--form-factor=mobile"),
        *(f"--extra-headers={sent}", "--output=json", f"--output-path={report}"),
        *(f"--only-categories={','.join(CATEGORIES)}", "--no-enable-error-reporting"),
        f"--chrome-flags=--headless=new {' '.join(flags())}",
    ]
    done = _audited(words)
    if done.returncode != 0:
        raise CannotMeasure(f"Lighthouse on {address}: {done.stderr[-800:]}")
    audited = json.loads(report.read_text())
    if audited["finalDisplayedUrl"] != address:
        raise CannotMeasure(f"{address} led to {audited['finalDisplayedUrl']}")
    return {name: 100 * audited["categories"][name]["score"] for name in CATEGORIES}


def _audited(words: list[str | Path]) -> subprocess.CompletedProcess[str]:
    """Lighthouse run to its end, once more where its recording failed."""
    environment = {**os.environ, "CHROME_PATH": chromium()}
    for _try in range(TRIES):
        done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
        if NOT_SEEN not in done.stderr:
            break
    return done
