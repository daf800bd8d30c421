"""Quizzes that lie beside the lessons as files: JSON quiz apps, and texts of `* question`, `+ right`, `- wrong`.

Lessons lead to a quiz app by number (`https://…/quiz/15`); such a link brings the quiz into
the lesson. A quiz file alone with one lesson, or linked by name, belongs to that lesson.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote

from courses.asking.quizfences import place_of
from courses.model import Problem, QuizSource
from courses.naming.languages import LANGUAGE
from courses.source import Folder, Unreadable

FILE_LIMIT = 2_000_000
MOST_PLACES = 4
"""A text that leads to more quizzes than this is a list of them, not a lesson with a quiz."""

_NOT_QUIZZES = {"package.json", "package-lock.json", "routes.json", "tsconfig.json"}
_NUMBERED_LINK = re.compile(
    r"https?://[^\s()<>\"'\]]{1,200}?/quiz/(\d{1,5})(?![\w-])/?(?:[?#][^\s()<>\"']{0,200})?"
)
_FILE_LINK = re.compile(r"\]\(<?([^\s()<>]{1,300}\.(?:json|txt))>?\)")
_TITLE_NUMBER = re.compile(r"^\W*lesson\s+(\d{1,4})([BE])\s+(?=\S)", re.IGNORECASE)
_MARKED = re.compile(r"^\s*[*+-]\s+\S")
_FENCE = re.compile(r"^\s*(`{3,}|~{3,})")


@dataclass(frozen=True)
class FileQuiz:
    """One quiz of a file, with the number by which lessons lead to it."""

    number: int
    source: QuizSource


@dataclass
class QuizFiles:
    """The quizzes of a folder's files: by language and number, and by file."""

    numbered: dict[str, dict[int, QuizSource]] = field(default_factory=dict)
    files: dict[str, list[FileQuiz]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    placed: set[tuple[str, int]] = field(default_factory=set)

    def numbered_quiz(self, number: int, language: str) -> QuizSource | None:
        """The quiz with a number, in this language or else in the one that the files began with."""
        for code in (language, "en", *self.numbered):
            known = self.numbered.get(code, {})
            for each in (number, _lesson_number(number)):
                if each in known:
                    return known[each]
        return None

    def bring_into(self, text: str, path: str, language: str) -> tuple[str, list[QuizSource]]:
        """The text with the quizzes it leads to placed below the links, and those quizzes."""
        placing = _Placing(self, path, language)
        return placing.place(text), placing.quizzes

    def note_placed(self, quiz: QuizSource) -> None:
        """Remember that a lesson shows this quiz."""
        self.placed.add((quiz.file, quiz.line))

    def loose(self) -> list[QuizSource]:
        """The quizzes that no lesson shows, in the language the files began with."""
        every = [quiz for known in self.numbered.values() for quiz in known.values()]
        main = "en" if any(quiz.language == "en" for quiz in every) else ""
        return [
            quiz
            for quiz in every
            if (quiz.file, quiz.line) not in self.placed and quiz.language in (main, "")
        ]


class _Placing:
    """Goes through one text once; links inside fences are left alone."""

    def __init__(self, files: QuizFiles, path: str, language: str) -> None:
        self._files = files
        self._path = path
        self._language = language
        self._here = posixpath.dirname(path)
        self.quizzes: list[QuizSource] = []

    def place(self, text: str) -> str:
        if not self._files.files or ("quiz" not in text.lower() and not self._alone()):
            return text
        if len({found[1] for found in _NUMBERED_LINK.finditer(text)}) <= MOST_PLACES:
            text = self._through(text)
        for quiz in self._alone():
            if all(quiz.key != other.key for other in self.quizzes):
                self.quizzes.append(quiz)
                text = f"{text.rstrip()}\n\n{place_of(quiz.key)}\n"
        return text

    def _through(self, text: str) -> str:
        result: list[str] = []
        waiting: list[str] = []
        fence = ""
        for line in text.split("\n"):
            mark = _FENCE.match(line)
            if mark and (not fence or mark[1].startswith(fence)):
                fence = "" if fence else mark[1]
            if waiting and not line.strip():
                result += ["", *waiting]
                waiting = []
            if fence or mark or line.lstrip().startswith("|"):
                result.append(line)
                continue
            changed, new = self._line(line)
            result.append(changed)
            waiting += [block for quiz in new for block in (place_of(quiz.key), "")]
            if waiting and line.lstrip().startswith("#"):
                result += ["", *waiting]
                waiting = []
        return "\n".join([*result, "", *waiting] if waiting else result)

    def _line(self, line: str) -> tuple[str, list[QuizSource]]:
        before = len(self.quizzes)

        def numbered(match: re.Match[str]) -> str:
            quiz = self._files.numbered_quiz(int(match[1]), self._language)
            return f"#quiz-{self._show(quiz)}" if quiz else match[0]

        def by_name(match: re.Match[str]) -> str:
            target = posixpath.normpath(posixpath.join(self._here, unquote(match[1])))
            found = self._files.files.get(target, ())
            keys = [self._show(each.source) for each in found]
            return f"](#quiz-{keys[0]})" if keys else match[0]

        line = _FILE_LINK.sub(by_name, _NUMBERED_LINK.sub(numbered, line))
        return line, self.quizzes[before:]

    def _show(self, quiz: QuizSource) -> str:
        if all(quiz.key != other.key for other in self.quizzes):
            self.quizzes.append(quiz)
        return quiz.key

    def _alone(self) -> list[QuizSource]:
        """The quizzes of files in the lesson's own folder, where it is the only lesson."""
        stem = PurePosixPath(self._path).stem.lower()
        if stem not in {"readme", "index"} or not self._here:
            return []
        return [
            each.source
            for path, found in self._files.files.items()
            if posixpath.dirname(path) == self._here
            for each in found
        ]


def read_quiz_files(folder: Folder, languages: Sequence[str]) -> QuizFiles:
    """Every quiz in the files of a course folder; a file that only looks like one is a Problem."""
    files = QuizFiles()
    for path in folder.files:
        if not _may_hold_quizzes(path):
            continue
        try:
            text = folder.read_text(path, FILE_LIMIT)
            found = list(_quizzes_in(path, text, _language_of(path, languages)))
        except Unreadable as error:
            files.problems.append(replace(error.problem, severity="warning"))
        except (ValueError, RecursionError) as error:
            files.problems.append(_bad_file(path, error))
        else:
            _keep(files, path, found)
    return files


def _keep(files: QuizFiles, path: str, found: list[FileQuiz]) -> None:
    if not found:
        return
    files.files[path] = found
    for each in found:
        known = files.numbered.setdefault(each.source.language, {})
        known.setdefault(each.number, each.source)


def _may_hold_quizzes(path: str) -> bool:
    name = PurePosixPath(path)
    if "quiz" not in path.lower() or name.name.lower() in _NOT_QUIZZES:
        return False
    if not {"dist", "public", "node_modules"}.isdisjoint(name.parts):
        return False
    return name.suffix.lower() in {".json", ".txt"}


def _language_of(path: str, languages: Sequence[str]) -> str:
    """The language that the path names: `…/translations/en.json`, `…/en/group.json`, `questions-en.txt`."""
    name = PurePosixPath(path)
    for word in (*re.split(r"[-_.]", name.stem)[-1:], *reversed(name.parts[:-1])):
        if LANGUAGE.match(word):
            return word
    return languages[0] if languages else ""


def _quizzes_in(path: str, text: str, language: str) -> Iterator[FileQuiz]:
    if path.lower().endswith(".json"):
        yield from _json_quizzes(path, text, language)
    else:
        yield from _text_quizzes(path, text, language)


def _json_quizzes(path: str, text: str, language: str) -> Iterator[FileQuiz]:
    line = 1
    seen = 0
    for index, quiz in enumerate(_quiz_objects(json.loads(text)), start=1):
        number = _whole(quiz.get("id"), index)
        at = text.find('"questionText"', seen)
        start = text.rfind('"quiz"', 0, at) if at >= 0 else seen
        line = text.count("\n", 0, max(start, 0)) + 1
        raw, seen = _slice(text, max(start, 0), seen, len(quiz["quiz"]))
        source = QuizSource(
            _key(path, number), "json", _with_title(raw, quiz), path, line, language
        )
        yield FileQuiz(number, source)


def _slice(text: str, start: int, seen: int, count: int) -> tuple[str, int]:
    """The JSON list behind `"quiz":`, as it is written, and where the search goes on."""
    opening = text.find("[", start)
    if count == 0 or opening < 0:
        return "[]", seen
    _value, end = json.JSONDecoder().raw_decode(text, opening)
    return text[start:opening].split(":", 1)[-1] + text[opening:end], end


def _with_title(raw: str, quiz: Mapping[str, Any]) -> str:
    """A document of its own, the questions on the lines that they have in the file."""
    title = json.dumps(str(quiz.get("title") or ""), ensure_ascii=False)
    return f'{{"title": {title}, "quiz": {raw}}}'


def _quiz_objects(data: object) -> Iterator[Mapping[str, Any]]:
    if isinstance(data, list):
        for each in data:
            yield from _quiz_objects(each)
    elif isinstance(data, Mapping):
        if isinstance(data.get("quiz"), list):
            yield data
        elif isinstance(data.get("quizzes"), list):
            yield from _quiz_objects(data["quizzes"])


def _text_quizzes(path: str, text: str, language: str) -> Iterator[FileQuiz]:
    lines = text.split("\n")
    if sum(bool(_MARKED.match(line)) for line in lines) < 2:
        return
    heads = [n for n, line in enumerate(lines) if line.strip() and not _MARKED.match(line)]
    starts = heads if heads and not any(_MARKED.match(x) for x in lines[: heads[0]]) else [-1]
    ends = [*starts[1:], len(lines)]
    for index, (start, end) in enumerate(zip(starts, ends, strict=True), start=1):
        title = lines[start].strip() if start >= 0 else PurePosixPath(path).stem
        named = _TITLE_NUMBER.match(title)
        number = int(named[1]) + (100 if named[2].upper() == "B" else 200) if named else index
        body = "\n".join([title[named.end() :] if named else title, *lines[start + 1 : end]])
        line = max(start, 0) + (1 if start >= 0 else 0)
        yield FileQuiz(number, QuizSource(_key(path, number), "text", body, path, line, language))


def _key(path: str, number: int) -> str:
    """By number in a quiz app; files elsewhere have names of their own."""
    parts = [part.lower() for part in PurePosixPath(path).parts[:-1]]
    if any("quiz" in part for part in parts):
        return f"app-{number}"
    stem = re.sub(r"[^a-z0-9]+", "-", PurePosixPath(path).stem.lower()).strip("-")
    return f"{stem or 'quiz'}-{number}"[:60]


def _lesson_number(number: int) -> int:
    """Apps that count before and after each lesson: 13 and 14 are 107 and 207."""
    return (number + 1) // 2 + (100 if number % 2 else 200)


def _whole(value: object, otherwise: int) -> int:
    text = str(value).strip()
    return int(text) if re.fullmatch(r"\d{1,5}", text) else otherwise


def _bad_file(path: str, error: Exception) -> Problem:
    line = error.lineno if isinstance(error, json.JSONDecodeError) else None
    return Problem("warning", "bad-quiz-file", path, line, f"not a list of quizzes: {error}")


def loose_problems(quizzes: Iterable[QuizSource]) -> list[Problem]:
    """A word on every quiz that no lesson shows."""
    return [
        Problem(
            "warning",
            "loose-quiz",
            quiz.file,
            quiz.line,
            f"no lesson leads to this quiz ({quiz.key})",
        )
        for quiz in quizzes
    ]
