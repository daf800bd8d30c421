"""Quizzes of lessons: our own short form, and those of other makers."""

from __future__ import annotations

from assessments import read_json_quiz, read_text_quiz, read_yaml_quiz
from assessments.model import Item, Unmarkable

YAML = """\
id: check
items:
  - stem: One?
    options:
      - {text: a, correct: true, rationale: yes it is}
      - {text: b, rationale: no}
  - stem: Two?
    options:
      - {text: a, correct: true, rationale: r}
      - {text: b, correct: true, rationale: r}
      - {text: c, rationale: r}
  - {stem: Three, answer: "3", rationale: r}
"""


def test_an_author_may_leave_out_what_follows_from_the_rest() -> None:
    read = read_yaml_quiz(YAML, "a.md", 10, "check", None)

    assert read.problems == ()
    assert read.quiz is not None
    assert [(each.id, getattr(each, "type", "")) for each in read.quiz.questions] == [
        ("q1", "single"),
        ("q2", "multiple"),
        ("q3", "numeric"),
    ]


def test_a_quiz_without_key_is_an_error_at_its_line() -> None:
    read = read_yaml_quiz(YAML.replace("correct: true, ", ""), "a.md", 10, "check", None)

    assert read.quiz is None
    assert ("key-count", "a.md", 14) in {(p.code, p.file, p.line) for p in read.problems}


def test_what_the_bank_does_not_have_is_named() -> None:
    read = read_yaml_quiz("bank: [b-001]\n", "a.md", 5, "check", None)

    assert [(p.code, p.line) for p in read.problems] == [("no-bank", 5)]


def test_a_json_quiz_tells_right_from_wrong_in_both_spellings() -> None:
    text = """{"title": "T", "quiz": [
      {"questionText": "Q", "answerOptions": [
        {"answerText": "x", "isCorrect": "false"}, {"answerText": "y", "isCorrect": true}]},
      {"questionText": "R", "answerOptions": [
        {"answerText": "x", "isCorrect": false}, {"answerText": "y", "isCorrect": "false"}]}]}"""

    read = read_json_quiz(text, "q.json", 7)

    assert read.quiz is not None
    first, second = read.quiz.questions
    assert isinstance(first, Item)
    assert isinstance(second, Unmarkable)
    assert [(p.code, p.line) for p in read.problems] == [("no-key", 10)]


def test_a_text_quiz_reads_questions_and_marks() -> None:
    read = read_text_quiz("Title\n* Q\n+ right\n- wrong\nnoise\n", "q.txt", 3)

    assert read.quiz is not None
    assert [each.id for each in read.quiz.questions] == ["q1"]
    assert [(p.code, p.line) for p in read.problems] == [("bad-quiz-line", 7)]
