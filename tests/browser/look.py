"""What is looked at on every page, whoever sees it."""

from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page, Request, Response

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.installation import ROOT

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
N_TAB_STOPS = 4

FACTS = """() => ({
  language: document.documentElement?.lang,
  title: document.title,
  headings: [...document.querySelectorAll("h1,h2,h3,h4,h5,h6")]
    .filter((each) => each.checkVisibility()).map((each) => Number(each.tagName[1])),
})"""
TOO_WIDE = """() => document.documentElement.scrollWidth > document.documentElement.clientWidth
  && [...document.body.querySelectorAll("*")]
    .filter((each) => each.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .slice(0, 3).map((each) => each.outerHTML.slice(0, 80))"""
FOCUS = """() => {
  const element = document.activeElement, style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  return {
    words: element.outerHTML.slice(0, 90),
    isBody: element === document.body,
    isSkipLink: element.matches(".skip-link"),
    isMain: element.id === "main",
    hasRing: (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0)
      || style.boxShadow !== "none",
    isInView: box.width > 0 && box.height > 0 && box.bottom > 0 && box.right > 0
      && box.top < innerHeight && box.left < innerWidth,
  };
}"""
RUN_AXE = """async (tags) => {
  const options = {
    runOnly: {type: "tag", values: tags},
    rules: {"target-size": {enabled: true}},
    resultTypes: ["violations"],
  };
  const {violations} = await axe.run(document, options);
  return violations.map(({id, help, nodes}) =>
    `axe ${id} (${help}): ` + nodes.slice(0, 3).map((node) =>
      `${node.target.join(" ")} ${[...node.any, ...node.all].map((each) => each.message).join("; ")}`.slice(0, 300)
    ).join(" | ") + (nodes.length > 3 ? ` and ${nodes.length - 3} more` : ""));
}"""


class Visitor:
    """One person's browser; it notes what goes wrong on the pages it is sent to."""

    def __init__(self, page: Page, language: str) -> None:
        self.page = page
        self.home: str = page.evaluate("location.origin")
        self.language = language
        self.axe = AXE.read_text()
        self.noise: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.noise.append(f"script error: {error}"))
        page.on("request", self._note_host)
        page.on("requestfailed", self._note_failure)
        page.on("response", self._note_status)
        page.on("dialog", lambda dialog: dialog.accept())

    def faults_of(self, path: str, *, axe_on: dict[str, int], status: int = 200) -> list[str]:
        """Everything wrong with the page, on a phone and on a desk; axe looks at one of them."""
        self.noise.clear()
        self.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        answer = self.page.goto(self.home + path)
        if answer is None or answer.status != status:
            return [f"answers {answer and answer.status}, not {status}"]
        faults = [*self._faults_of_document(), *self._faults_of_keyboard()]
        for viewport in (PHONE, DESKTOP):
            self.page.set_viewport_size(viewport)  # type: ignore[arg-type]
            too_wide = self.page.evaluate(TOO_WIDE)
            if too_wide is not False:
                faults.append(f"scrolls sideways at {viewport['width']}: {too_wide}")
            if viewport == axe_on:
                self.page.evaluate(self.axe)
                faults += self.page.evaluate(RUN_AXE, TAGS)
        expected = f"status of {status}" if status >= 400 else None
        return faults + [each for each in self.noise if not (expected and expected in each)]

    def _faults_of_document(self) -> list[str]:
        facts = self.page.evaluate(FACTS)
        levels: list[int] = facts["headings"]
        faults = []
        if facts["language"] != self.language:
            faults.append(f"lang is {facts['language']}, not {self.language}")
        if not facts["title"].strip(" ·"):
            faults.append("has no title")
        if levels.count(1) != 1:
            faults.append(f"has {levels.count(1)} h1")
        if any(after > before + 1 for before, after in zip([0, *levels], levels, strict=False)):
            faults.append(f"headings skip a level: {levels}")
        return faults

    def _faults_of_keyboard(self) -> list[str]:
        faults = []
        takes_focus = not self.page.evaluate(FOCUS)["isBody"]
        first = self._tab()
        if not (first["isSkipLink"] or takes_focus):
            faults.append(f"the first tab stop is no skip link: {first['words']}")
        stops = [first, *(self._tab() for _ in range(N_TAB_STOPS))]
        faults += [
            f"focus cannot be seen on {stop['words']}"
            for stop in stops
            if not (stop["isBody"] or (stop["hasRing"] and stop["isInView"]))
        ]
        self.page.locator(".skip-link").focus()
        self.page.keyboard.press("Enter")
        if not self.page.evaluate(FOCUS)["isMain"]:
            faults.append("the skip link does not lead to the content")
        return faults

    def _tab(self) -> dict[str, Any]:
        self.page.keyboard.press("Tab")
        stop: dict[str, Any] = self.page.evaluate(FOCUS)
        return stop

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.noise.append(f"console: {message.text}")

    def _note_host(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in {"http", "https"} and not request.url.startswith(self.home + "/"):
            self.noise.append(f"asks another host: {request.url}")

    def _note_failure(self, request: Request) -> None:
        # what a page had under way when it was left is no fault of it
        if request.failure != "net::ERR_ABORTED":
            self.noise.append(f"failed: {request.url} {request.failure}")

    def _note_status(self, response: Response) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            self.noise.append(f"answers {response.status}: {response.url}")
