"""Quizzes leave the text of a lesson, and quiz files find their lesson."""

from __future__ import annotations

import json
from pathlib import Path

from courses import read_course, report_of
from courses.asking.quizfences import QuizFences, place_of
from tests.courses.small_course import lesson, markdown_cell, notebook, write_course

QUIZ = "```quiz\nid: one\nitems:\n  - {stem: SECRET-STEM, answer: '3', rationale: SECRET}\n```"


def test_a_quiz_leaves_its_place_and_every_line_below_keeps_its_number() -> None:
    fences = QuizFences("a.md", "ko")
    text = f"a\n\n{QUIZ}\n\nb\n\n````markdown\n{QUIZ}\n````\n"

    taken = fences.take(text, 4)

    assert [(q.key, q.line) for q in fences.quizzes] == [("one", 8)]
    assert taken.split("\n").index("b") == text.split("\n").index("b")
    assert place_of("one") in taken
    assert taken.count("SECRET-STEM") == 1, "an example inside another fence is not a quiz"


def test_neither_the_page_nor_the_notebook_for_the_lab_has_a_key(tmp_path: Path) -> None:
    files = {
        "01-one/01-start.md": lesson("start", "시작", QUIZ),
        "02-two/01-lab.ipynb": notebook(markdown_cell(QUIZ)),
    }
    read = read_course(write_course(tmp_path, files))

    assert read.course is not None
    for one in read.course.lessons:
        assert all("SECRET" not in variant.html + variant.text for variant in one.variants.values())
        assert all(b"SECRET" not in material.data for material in one.materials)
    assert (report_of(read)["quizzes"], report_of(read)["items"]) == (2, 2)


def test_a_link_by_number_brings_the_quiz_of_an_app(tmp_path: Path) -> None:
    answers = [{"answerText": "a", "isCorrect": "true"}, {"answerText": "b", "isCorrect": "false"}]
    quiz = {"id": 15, "title": "T", "quiz": [{"questionText": "Q", "answerOptions": answers}]}
    other = {**quiz, "id": 16}
    (tmp_path / "quiz-app" / "translations").mkdir(parents=True)
    (tmp_path / "quiz-app" / "translations" / "en.json").write_text(
        json.dumps([{"quizzes": [quiz, other]}], indent=1)
    )
    (tmp_path / "1-first").mkdir()
    (tmp_path / "1-first" / "README.md").write_text(
        "# First\n\n## [Quiz](https://app.example/quiz/15)\n\ntext\n"
    )
    read = read_course(tmp_path)

    assert read.course is not None
    shown = [v for one in read.course.lessons for v in one.variants.values() if v.quizzes]
    assert [quiz.key for page in shown for quiz in page.quizzes] == ["app-15"]
    assert place_of("app-15") in shown[0].html
    assert "#quiz-app-15" in shown[0].html
    assert [p.code for p in read.problems if "quiz" in p.code] == ["loose-quiz"]
