"""HTML → XML that every reader of XML takes."""

from html import escape
from html.parser import HTMLParser

from assessments.formats.markup import VOID

MATHML = "http://www.w3.org/1998/Math/MathML"


def xhtml(html: str) -> str:
    """Give an HTML fragment with every element closed and every attribute quoted."""
    writer = _Writer()
    writer.feed(html)
    writer.close()
    return writer.text


class _Writer(HTMLParser):
    """Writes what it reads, closing what is left open."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._open: list[str] = []

    @property
    def text(self) -> str:
        return "".join([*self._parts, *(f"</{tag}>" for tag in reversed(self._open))])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        written = "".join(f' {name}="{escape(value or "")}"' for name, value in dict(attrs).items())
        if tag == "math" and "xmlns" not in dict(attrs):
            written += f' xmlns="{MATHML}"'
        if tag in VOID:
            self._parts.append(f"<{tag}{written}/>")
            return
        self._parts.append(f"<{tag}{written}>")
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self._open:
            return
        while self._open:
            closed = self._open.pop()
            self._parts.append(f"</{closed}>")
            if closed == tag:
                break

    def handle_data(self, data: str) -> None:
        self._parts.append(escape(data, quote=False))
