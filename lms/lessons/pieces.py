"""A stored page taken apart where something of the reader's own belongs."""

import re
from dataclasses import dataclass

from courses.asking.quizfences import PLACE_CLASS
from courses.pythoncells import python_cells

_PLACE = re.compile(rf'<div class="{PLACE_CLASS}" id="quiz-([a-z0-9-]{{1,80}})"></div>')


@dataclass(frozen=True)
class Piece:
    """A part of the page; after it stands the quiz with this key, if there is one."""

    html: str
    quiz: str = ""


def has_quiz(html: str) -> bool:
    """Whether the page has the place of a quiz."""
    return f'class="{PLACE_CLASS}"' in html


def has_python(html: str) -> bool:
    """Whether the page has code that a browser could run."""
    return next(python_cells(html), None) is not None


def pieces_of(html: str) -> tuple[Piece, ...]:
    """The page between its quizzes, in order."""
    parts = _PLACE.split(html)
    return (*map(Piece, parts[:-1:2], parts[1::2]), Piece(parts[-1]))
