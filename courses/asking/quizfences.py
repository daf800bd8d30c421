"""Quizzes in the text of a lesson: taken out as their authors wrote them, a place left in the page."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

from courses.model import Problem, QuizSource
from courses.notebooks.formats import Cell, Notebook, joined

PLACE_CLASS = "quiz-place"
_PLACE = re.compile(rf'<div class="{PLACE_CLASS}" id="[a-z0-9-]+"></div>')
_OPENING = re.compile(r"^(?P<indent>[ >\t]*)(?P<mark>`{3,}|~{3,})[ \t]*(?P<info>[^`]*)$")
_QUIZ = re.compile(r"\{?quiz\}?(?:[ \t]+(?P<key>\S+))?[ \t]*\Z")
_OWN_KEY = re.compile(r"^id:[ \t]*[\"']?([^\s\"'#]+)", re.MULTILINE)
_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,59}\Z")


def place_of(key: str) -> str:
    """The element that stands where the quiz belongs."""
    return f'<div class="{PLACE_CLASS}" id="quiz-{key}"></div>'


class QuizFences:
    """Takes the quizzes out of the texts of one page, which may be many cells of a notebook."""

    def __init__(self, file: str, language: str) -> None:
        self._file = file
        self._language = language
        self.quizzes: list[QuizSource] = []
        self.problems: list[Problem] = []

    def take(self, text: str, lines_above: int = 0) -> str:
        """The text with a place instead of every quiz; fences around examples stay as they are."""
        if "quiz" not in text:
            return text
        lines, kept, number = text.split("\n"), [], 0
        while number < len(lines):
            opening = _OPENING.match(lines[number])
            end = _end_of(lines, number, opening["mark"]) if opening else number
            quiz = _QUIZ.match(opening["info"]) if opening else None
            if opening and quiz:
                body = _unindented(lines[number + 1 : end], opening["indent"])
                key = self._note(body, quiz["key"] or "", lines_above + number + 2)
                # as many lines as before, so that later lines keep their numbers
                blank = [""] * max(0, end - number - 1)
                kept += ["", opening["indent"] + place_of(key), *blank]
            else:
                kept += lines[number : end + 1]
            number = end + 1
        return "\n".join(kept)

    def take_from_cells(self, notebook: Notebook, source: str) -> Notebook:
        """The notebook with a place instead of every quiz in its Markdown cells."""
        return replace(notebook, cells=tuple(self._cell(cell, source) for cell in notebook.cells))

    def _cell(self, cell: Cell, source: str) -> Cell:
        if cell.kind != "markdown" or "quiz" not in cell.source:
            return cell
        taken = self.take(cell.source, _line_of_cell(cell.source, source))
        return cell if taken == cell.source else replace(cell, source=taken)

    def _note(self, body: str, named: str, line: int) -> str:
        own = _OWN_KEY.search(body)
        wanted = named or (own[1] if own else "") or f"quiz-{len(self.quizzes) + 1}"
        key = wanted if _KEY.match(wanted) else f"quiz-{len(self.quizzes) + 1}"
        if key != wanted:
            message = f"{wanted[:60]!r} cannot be a quiz's id"
            self._report("bad-quiz-id", line, message)
        taken = {quiz.key for quiz in self.quizzes}
        if key in taken:
            self._report("duplicate-quiz", line, f"two quizzes of this lesson have the id {key!r}")
        while key in taken:
            key = f"{key}-{len(taken) + 1}"
        quiz = QuizSource(key, "yaml", f"{body}\n", self._file, line, self._language)
        self.quizzes.append(quiz)
        return key

    def _report(self, code: str, line: int, message: str, hint: str = "") -> None:
        self.problems.append(Problem("error", code, self._file, line, message, hint))


def without_quizzes(ipynb: bytes, note: str) -> bytes:
    """A notebook file as it may leave the house: a sentence in place of each quiz."""
    if b"quiz" not in ipynb:
        return ipynb
    fences = QuizFences("", "")
    whole = json.loads(ipynb.decode("utf-8-sig"))
    for cell in _markdown_cells(whole):
        text = joined(cell.get("source"))
        found = len(fences.quizzes)
        taken = fences.take(text)
        if len(fences.quizzes) > found:
            cell["source"] = _PLACE.sub(f"*{note}*", taken)
    if not fences.quizzes:
        return ipynb
    return f"{json.dumps(whole, ensure_ascii=False, indent=1)}\n".encode()


def _markdown_cells(whole: dict[str, Any]) -> list[dict[str, Any]]:
    """The cells of a file of any format; format 3 has them in worksheets."""
    sheets = [whole, *(s for s in whole.get("worksheets") or () if isinstance(s, dict))]
    cells = [cell for sheet in sheets for cell in sheet.get("cells") or ()]
    return [c for c in cells if isinstance(c, dict) and c.get("cell_type") == "markdown"]


def _end_of(lines: list[str], start: int, mark: str) -> int:
    """The number of the line that closes a fence; the last line of all if none does."""
    closing = re.compile(rf"^[ >\t]*{re.escape(mark[0])}{{{len(mark)},}}[ \t]*$")
    for number in range(start + 1, len(lines)):
        if closing.match(lines[number]):
            return number
    return len(lines) - 1 if len(lines) > start + 1 else start


def _unindented(lines: list[str], indent: str) -> str:
    quoted = indent.strip()
    if quoted:
        lines = [re.sub(r"^[ \t]*>[ \t]?", "", line) for line in lines]
    width = len(indent) if not quoted else 0
    return "\n".join(line[width:] if not line[:width].strip() else line for line in lines)


def _line_of_cell(text: str, source: str) -> int:
    """How many lines of a notebook file stand above a cell's text, as Jupyter writes files."""
    at = source.find(text)
    if at >= 0:
        return source.count("\n", 0, at)
    first = next((line for line in text.split("\n") if line.strip()), "")
    at = source.find(f'"{first[:40]}') if first and '"' not in first and "\\" not in first else -1
    return source.count("\n", 0, at) if at >= 0 else 0
