"""Public response data.

Answers of 1,000 persons to two sections of the Law School Admission Test:
Bock & Lieberman (1970), Fitting a response model for n dichotomously scored items,
Psychometrika 35, 179-197; the counts of each pattern as they are shipped with the R packages
ltm (LSAT) and mirt (LSAT6, LSAT7).
"""

from collections.abc import Mapping

from assessments.responses import Responses


def _counts(text: str) -> dict[str, int]:
    pairs = (pair.split("=") for pair in text.split())
    return {pattern: int(n) for pattern, n in pairs}


LSAT6 = _counts(
    """
    00000=3 00001=6 00010=2 00011=11 00100=1 00101=1 00110=3 00111=4 01000=1 01001=8
    01011=16 01101=3 01110=2 01111=15 10000=10 10001=29 10010=14 10011=81 10100=3 10101=28
    10110=15 10111=80 11000=16 11001=56 11010=21 11011=173 11100=11 11101=61 11110=28
    11111=298
    """
)
LSAT7 = _counts(
    """
    00000=12 00001=19 00010=1 00011=7 00100=3 00101=19 00110=3 00111=17 01000=10 01001=5
    01010=3 01011=7 01100=7 01101=23 01110=8 01111=28 10000=7 10001=39 10010=11 10011=34
    10100=14 10101=51 10110=15 10111=90 11000=6 11001=25 11010=7 11011=35 11100=18 11101=136
    11110=32 11111=308
    """
)

QUIZ = """
    1 1 1 1 1 0 1 | 1 1 1 1 .5 1 0 | 1 1 1 1 .5 0 1 | 0 0 1 1 1 0 0 |
    1 0 1 0 0 1 .5 | 1 1 1 1 .5 0 .5 | 0 1 1 1 .5 1 .5 | 1 1 1 0 .5 1 .5 |
    1 0 1 1 1 1 1 | 0 1 1 0 .5 1 .5 | .8 0 1 1 .5 1 .5 | 1 1 1 0 .5 1 1 |
    1 0 1 1 .5 1 .5 | 1 0 1 1 1 0 .5 | 0 0 1 1 0 1 1 | 1 0 1 0 .5 1 1 |
    .8 0 1 1 .5 0 1 | 1 0 1 1 0 1 .5 | 1 0 1 1 .5 0 .5 | 0 1 1 0 .5 1 0 |
    1 1 .3333333 1 .5 0 .5 | 1 1 1 0 .5 0 .5 | 1 1 1 1 0 1 .5 | 0 0 1 0 .5 1 1 |
    0 0 1 1 1 1 1
"""
"""Marks of 25 persons in seven questions: the fixtures of the quiz statistics of Moodle."""


def quiz() -> Responses:
    """The marks of the quiz, one point to be had for each question."""
    rows = [tuple(map(float, row.split())) for row in QUIZ.split("|")]
    return Responses(tuple("1234567"), tuple(rows), (1.0,) * 7)


def responses_to(section: Mapping[str, int]) -> Responses:
    """One row a person, in the order of the patterns."""
    rows = [tuple(map(float, pattern)) for pattern, n in section.items() for _ in range(n)]
    return Responses(tuple("12345"), tuple(rows), (1.0,) * 5)
