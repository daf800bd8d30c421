"""A course folder read by both engines, with everything that is wrong in it."""

import json
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import courses
from assessments import read_bank, read_exam
from assessments.model import Bank, Exam
from courses.hints import with_hint
from lms.catalog.item_pictures import with_pictures
from lms.catalog.quizzes import BANK_FOLDER, LessonQuiz, ReadQuizzes, read_quizzes


@dataclass(frozen=True)
class Trouble:
    """One thing an author should mend."""

    severity: str
    file: str
    line: int | None
    message: str
    code: str = ""
    hint: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.severity}: {self.message}"


@dataclass(frozen=True)
class CourseFolder:
    """What a folder holds: lessons and assignments, banks, exams, and its troubles."""

    read: courses.ReadCourse
    quizzes: tuple[LessonQuiz, ...]
    banks: tuple[Bank, ...]
    exams: tuple[Exam, ...]
    troubles: tuple[Trouble, ...]
    pictures: tuple[courses.Asset, ...] = ()
    """What the items of the exams ask about."""

    @property
    def errors(self) -> tuple[Trouble, ...]:
        """What keeps the folder from being published."""
        return tuple(trouble for trouble in self.troubles if trouble.severity == "error")


def read_folder(
    folder: Path,
    pages: courses.PageCache | None = None,
    progress: courses.Progress = courses.silent,
) -> CourseFolder:
    """Read everything in a course folder; nothing is stored, and nothing raises for bad content.

    With a cache, pages that nothing changed for are not rendered again.
    """
    read = courses.read_course(folder, pages, progress)
    troubles = [_trouble(problem) for problem in read.problems]
    if read.course is None:
        return CourseFolder(read, (), (), (), tuple(troubles))
    lessons = frozenset(lesson.key for lesson in read.course.lessons)
    banks, bank_troubles = _banks(folder, lessons)
    exams, exam_troubles = _exams(read.course.exam_files, banks)
    asked = read_quizzes(read, next(iter(banks.values()), None))
    troubles += [_trouble(problem) for problem in asked.problems]
    pictured = [with_pictures(read, bank, BANK_FOLDER) for bank in banks.values()]
    troubles += [_trouble(problem) for each in pictured for problem in each.problems]
    return CourseFolder(
        _with_quizzes(read, asked),
        asked.quizzes,
        tuple(each.bank for each in pictured),
        exams,
        tuple(dict.fromkeys((*troubles, *bank_troubles, *exam_troubles))),
        tuple(asset for each in pictured for asset in each.pictures),
    )


def _trouble(problem: courses.Problem) -> Trouble:
    told = with_hint(problem)
    return Trouble(told.severity, told.file, told.line, told.message, told.code, told.hint)


def _with_quizzes(read: courses.ReadCourse, asked: ReadQuizzes) -> courses.ReadCourse:
    """The course with what its quizzes show, under a hash that also stands for what they ask."""
    if read.course is None or not asked.quizzes:
        return read
    seen = [read.course.content_hash, *([q.lesson_key, q.key, q.content] for q in asked.quizzes)]
    text = json.dumps(seen, ensure_ascii=False, sort_keys=True)
    both = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return replace(read, course=replace(asked.into(read.course), content_hash=both))


def _banks(folder: Path, lessons: frozenset[str]) -> tuple[dict[str, Bank], list[Trouble]]:
    """The course's bank, if it has one."""
    if not (folder / BANK_FOLDER).is_dir():
        return {}, []
    read = read_bank(folder / BANK_FOLDER, lessons)
    troubles = [
        Trouble(p.severity, f"{BANK_FOLDER}/{p.file}", p.line, p.message, p.code, p.hint)
        for p in read.problems
    ]
    return ({read.bank.id: read.bank} if read.bank else {}), troubles


def _exams(
    files: tuple[Path, ...], banks: dict[str, Bank]
) -> tuple[tuple[Exam, ...], list[Trouble]]:
    reads = [(path, read_exam(path, banks)) for path in files]
    troubles = [
        Trouble(p.severity, f"{path.parent.name}/{path.name}", p.line, p.message, p.code, p.hint)
        for path, read in reads
        for p in read.problems
    ]
    return tuple(read.exam for _, read in reads if read.exam), troubles
