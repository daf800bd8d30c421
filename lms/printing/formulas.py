"""Formulas as drawings: the press sets no MathML, so each becomes a small SVG on the line of its text."""

import re
import subprocess
from functools import cache
from html import escape, unescape

import ziafont
import ziamath
from ziafont.glyph import SimpleGlyph
from ziamath.mathfont import MathFont
from ziamath.styles import MathVariant

PIXELS_PER_EM = 14.6
"""The size of the book's text, which formulas have too."""

WIDEST = 1500
"""Pixels of a formula that would be too small to read once it is as narrow as the page."""

_MATH = re.compile(r"<math\b([^>]*)>(.*?)</math>", re.DOTALL)
_ATTRIBUTE = re.compile(r'([a-z]+)="([^"]*)"')
_VIEW = re.compile(r'viewBox="([^"]*)"')
_ENTITY = re.compile(r"&(?!amp;|lt;|gt;|quot;|#)[A-Za-z]+;")


class BookFont(MathFont):
    """The library's mathematical font, with another for the letters that it lacks."""

    def __init__(self, path: str, other: str | None) -> None:
        super().__init__(path)
        self._other = ziafont.Font(other) if other else None

    def findglyph(self, char: str, variant: MathVariant) -> SimpleGlyph:
        """The letter from the first font that has it."""
        if self._other is not None and ord(char) >= 0x1100 and self.glyphindex(char) == 0:
            return self._other.glyph(char)
        return super().findglyph(char, variant)


def with_drawn_formulas(html: str) -> str:
    """The page with every formula drawn; one that cannot be, or is too wide, as its author wrote it."""
    return _MATH.sub(_drawn, html)


def _drawn(found: re.Match[str]) -> str:
    facts = {name: unescape(value) for name, value in _ATTRIBUTE.findall(found[1])}
    source = facts.get("alttext", "")
    is_block = facts.get("display") == "block"
    try:
        drawing = _svg(_ENTITY.sub(_named, found[2]), is_block=is_block)
    except Exception:  # noqa: BLE001  a formula that the library cannot set must not cost the page
        drawing = ""
    if not drawing or _width(drawing) > WIDEST:
        return f'<code class="formula-source">{escape(source)}</code>'
    kind = "formula formula--block" if is_block else "formula"
    return f'<span class="{kind}">{drawing}</span>'


def _named(found: re.Match[str]) -> str:
    return escape(unescape(found[0]))


def _svg(inner: str, *, is_block: bool) -> str:
    display = "block" if is_block else "inline"
    source = f'<math xmlns="http://www.w3.org/1998/Math/MathML" display="{display}">{inner}</math>'
    svg: str = ziamath.Math(source, size=PIXELS_PER_EM, font=_font()).svg()
    view = _VIEW.search(svg)
    if is_block or view is None:
        return svg
    _left, top, _wide, height = map(float, view[1].split())
    return svg.replace("<svg ", f'<svg style="vertical-align: {-(top + height):.2f}px" ', 1)


def _width(svg: str) -> float:
    view = _VIEW.search(svg)
    return float(view[1].split()[2]) if view else 0


@cache
def _font() -> str:
    """The name under which the library knows our font."""
    name = "book"
    ziamath.config.svg2 = False
    ziamath.zmath.loadedfonts[name] = BookFont(
        str(ziamath.zmath.loadedfonts["default"].fname), _korean_font()
    )
    return name


def _korean_font() -> str | None:
    """The file of a Korean font on this machine."""
    try:
        found = subprocess.run(
            ["fc-match", "-f", "%{file}", ":lang=ko:fontformat=TrueType"],
            capture_output=True,
            text=True,
            check=True,
            timeout=20,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return found.stdout if found.stdout.endswith(".ttf") else None
