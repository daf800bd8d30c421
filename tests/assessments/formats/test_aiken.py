"""Aiken: question, options, answer; a bad question never hides the next."""

from tests.assessments.formats.reading import codes, items, only, read, right, stem

GOOD = """\
대한민국의 수도는?
A) 부산
B. 서울
C) <b>대구</b>
ANSWER: B
"""


def test_a_question_is_read_as_written() -> None:
    item = only(read(GOOD, "a.txt"))

    assert item.type == "single"
    assert stem(item) == "대한민국의 수도는?"
    assert right(item) == ["서울"]
    assert item.stem.keys() == {"ko"}


def test_a_stem_may_have_several_lines_and_any_encoding() -> None:
    source = "첫 줄\n둘째 줄\nA) 하나\nB) 둘\nANSWER: A\n"

    imported = read(source.encode("cp949"), "a.txt")

    assert stem(only(imported)) == "첫 줄  \n둘째 줄"
    assert codes(imported) == ["assumed-encoding"]


def test_bad_questions_are_kept_as_text_and_named() -> None:
    bad = "No answer\nA) x\nB) y\n\nWrong letter\nA) x\nB) y\nANSWER: D\n\n"

    imported = read(bad + GOOD, "a.txt")

    assert codes(imported) == ["no-key", "bad-question"]
    assert [item.type for item in items(imported)] == ["extended-text", "extended-text", "single"]
    assert "- x" in stem(items(imported)[0])
