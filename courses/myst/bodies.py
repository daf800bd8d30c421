"""Takes the lines of a fence up to its end."""

from __future__ import annotations

import re

from courses.myst.cursor import Cursor
from courses.myst.places import Place


class FenceBodies:
    """The bodies of the fences of one text.

    No text is searched to its end more than once for marks of one kind and length, so time
    grows linearly however many fences are never closed.
    """

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor
        self._never_closed: dict[str, int] = {}

    def take(self, place: Place, marks: str, opened_at: int) -> list[str]:
        """The lines up to the closing fence, which is passed; to the end without one.

        A fence that is indented and never closed ends where the indent does.
        """
        cursor = self._cursor
        closing = re.compile(rf"{re.escape(marks[0])}{{{len(marks)},}}[ \t]*$")
        may_end = len(marks) < self._never_closed.get(marks[0], len(marks) + 1)
        start = cursor.at
        body: list[str] = []
        while not cursor.is_at_end:
            source = cursor.lines[cursor.at]
            if not place.holds(source):
                break
            text = place.stripped(source)
            is_end = text[:40].lstrip().startswith(marks) and closing.match(text.lstrip())
            if is_end and (may_end or not place.column):
                if self._belongs_to_outer(text.strip(), marks):
                    break
                cursor.at += 1
                return body
            if not may_end and source.strip() and _is_dedented(source, place):
                break
            body.append(text)
            cursor.at += 1
        else:
            if may_end and place.column:
                self._never_closed[marks[0]] = len(marks)
                cursor.at = start
                return self.take(place, marks, opened_at)
        cursor.report_unclosed(marks, opened_at)
        return body

    def _belongs_to_outer(self, closing: str, marks: str) -> bool:
        """Tell whether a longer closing fence is that of a directive around this one."""
        outer = (opened.directive.marks for opened in self._cursor.open)
        return len(closing) > len(marks) and closing in outer

    def take_indented(self, place: Place) -> list[str]:
        """The lines below that are indented more than the place, without their indent."""
        cursor = self._cursor
        body: list[str] = []
        while not cursor.is_at_end:
            text = place.stripped(cursor.lines[cursor.at])
            if text.strip() and text[0] != " ":
                break
            body.append(text)
            cursor.at += 1
        indent = min((len(t) - len(t.lstrip(" ")) for t in body if t.strip()), default=0)
        return [text[indent:] for text in body]


def _is_dedented(source: str, place: Place) -> bool:
    return len(source) - len(source.lstrip(" ")) < place.column
