"""Raw HTML and comments among the lines of a Markdown text."""

from __future__ import annotations

import re

from courses.myst.cursor import Cursor
from courses.myst.places import Place

_HTML = re.compile(
    r"</?(?P<tag>address|article|aside|blockquote|body|caption|center|col|colgroup|dd|details|"
    r"dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|"
    r"header|hr|html|iframe|legend|li|link|main|menu|menuitem|nav|object|ol|optgroup|option|p|"
    r"param|picture|search|section|source|summary|svg|table|tbody|td|tfoot|th|thead|title|tr|"
    r"track|ul|video|audio)(?=[\s/>]|$)",
    re.IGNORECASE,
)
_RAW = re.compile(r"<(?P<tag>script|pre|style|textarea)(?=[\s>]|$)", re.IGNORECASE)


class RawHtml:
    """Reads what begins with an angle bracket."""

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor
        self._has_unclosed_comment = False

    def read(self, place: Place, rest: str) -> bool:
        """Read a comment or a block of HTML; false if the bracket begins neither."""
        if rest.startswith("<!--"):
            return self._read_comment(rest)
        if rest.startswith(("<?", "<!")):
            return ">" in rest and self._cursor.drop()
        raw = _RAW.match(rest)
        if raw:
            self._read_until(place, f"</{raw['tag'].lower()}>")
            return True
        if _HTML.match(rest) is None:
            return False
        self._read_block(place, rest)
        return True

    def _read_comment(self, rest: str) -> bool:
        if self._has_unclosed_comment:
            return False
        cursor = self._cursor
        text = rest[2:] if rest.startswith(("<!-->", "<!--->")) else rest[4:]
        for ahead in range(cursor.at, len(cursor.lines)):
            text = text if ahead == cursor.at else cursor.lines[ahead]
            _, found, tail = text.partition("-->")
            if found:
                cursor.at = ahead
                cursor.lines[ahead] = tail
                return True
        self._has_unclosed_comment = True
        cursor.handler.problem("unclosed-comment", "the <!-- is never closed", cursor.number)
        cursor.lines[cursor.at] = cursor.lines[cursor.at].replace("<!--", "", 1)
        return True

    def _read_block(self, place: Place, rest: str) -> None:
        """HTML up to the next blank line, as on GitHub; Markdown may follow inside it."""
        cursor = self._cursor
        chunk = [rest]
        cursor.at += 1
        opening = rest.split(">", 1)[0]
        while " markdown" not in opening and not cursor.is_at_end:
            source = cursor.lines[cursor.at]
            text = place.stripped(source)
            if not text.strip(" >") or not place.holds(source):
                break
            if text.lstrip().startswith(("```", "~~~")) or self._ends_container(text):
                break
            chunk.append(text)
            cursor.at += 1
        cursor.write_block(place, cursor.handler.html("\n".join(chunk)))
        cursor.is_after_html = True

    def _ends_container(self, text: str) -> bool:
        """Tell whether a line of colons ends a directive that is open."""
        colons = text.strip()
        if not colons.startswith(":::") or colons.strip(":"):
            return False
        return any(opened.directive.marks[0] == ":" for opened in self._cursor.open)

    def _read_until(self, place: Place, closing: str) -> None:
        cursor = self._cursor
        chunk = []
        while not cursor.is_at_end:
            text = place.stripped(cursor.lines[cursor.at])
            chunk.append(text)
            cursor.at += 1
            if closing in text.lower():
                break
        cursor.write_block(place, cursor.handler.html("\n".join(chunk)))
