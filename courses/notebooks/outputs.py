"""The saved outputs of notebook cells as unsanitised HTML."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from courses.markup.highlighting import highlight_code
from courses.markup.hostile import nests_elements
from courses.markup.markdown import MarkdownPage
from courses.markup.mathml import BadMath, to_mathml
from courses.markup.sanitize import has_content, sanitize
from courses.naming.languages import word
from courses.notebooks.cells import View
from courses.notebooks.formats import joined
from courses.notebooks.pictures import Pictures, image
from courses.notebooks.standins import (
    StandIn,
    is_active,
    only_prepares,
    stand_in_for,
    stand_in_for_html,
)
from courses.notebooks.texts import FOLD_LINES, cut_note, folded, printed, traceback

HTML_LIMIT = 400_000
"""How many characters of HTML one output may fill the page with."""

PAGE_LIMIT = 6_000_000
"""How many characters all outputs of a page may fill it with."""

_READ_LIMIT = 10 * HTML_LIMIT
_SHOWS_ITSELF = re.compile(r"<(?:table|img|ul|ol|dl)\b")
_FORMULA = re.compile(r"\A(?:\$\$|\$|\\\[|\\\()(.*?)(?:\$\$|\$|\\\]|\\\))\Z", re.DOTALL)


class Outputs:
    """Renders the outputs of one notebook and gathers the pictures in them."""

    def __init__(self, page: MarkdownPage, pictures: Pictures) -> None:
        self._page = page
        self._pictures = pictures
        self._room = PAGE_LIMIT

    @property
    def _language(self) -> str:
        return self._page.page.language

    def render(self, outputs: Sequence[Mapping[str, Any]], number: int, view: View) -> str:
        """All outputs of a cell in one box; what cannot be shown is said once a kind."""
        parts = [part for one in _merged(outputs) if (part := self._output(one, number, view))]
        shown = "".join(dict.fromkeys(parts))
        if not shown:
            return ""
        if len(shown) > self._room:
            return f'<div class="cell-output">{cut_note(self._language)}</div>'
        self._room -= len(shown)
        scrolls = " scrolls" if view.scrolls else ""
        return f'<div class="cell-output table-scroll{scrolls}" tabindex="0">{shown}</div>'

    def _output(self, output: Mapping[str, Any], number: int, view: View) -> str:
        kind = output.get("output_type")
        if kind == "stream":
            name = "stderr" if output.get("name") == "stderr" else "stdout"
            text = str(output["text"])
            is_shown = text.strip() and name not in view.left_out_streams
            return printed(text, name, self._language) if is_shown else ""
        if kind == "error":
            text = _trace_of(output)
            return traceback(text, self._language, is_expected=view.expects_error)
        return self._rich(output["data"], output["metadata"], number)

    def _rich(self, data: Mapping[str, Any], metadata: Mapping[str, Any], number: int) -> str:
        """The best form we can show: table, text, formula, picture, or what stands in for it."""
        markup = joined(data.get("text/html"))
        missing = stand_in_for(data)
        if markup and not (is_active(markup) and _is_picture(data)):
            shown = self._html(markup, data)
            if shown is not None:
                return shown
        if markup and missing is None and is_active(markup):
            missing = stand_in_for_html(markup)
        written = self._written(data)
        if written:
            return written
        picture = self._picture(data, metadata, number, missing)
        if picture:
            return picture
        if missing:
            return missing.html(self._language)
        return self._values(data)

    def _html(self, markup: str, data: Mapping[str, Any]) -> str | None:
        """What can be shown of HTML; None when the rest of the bundle should stand for it."""
        if nests_elements(markup[:_READ_LIMIT]):
            return cut_note(self._language)
        shown = sanitize(markup[:_READ_LIMIT])
        is_cut = len(markup) > _READ_LIMIT or len(shown) > HTML_LIMIT
        if len(shown) > HTML_LIMIT:
            shown = sanitize(_until_a_row_ends(shown))
        if is_active(markup) and not _SHOWS_ITSELF.search(shown):
            return "" if only_prepares(markup) and not _has_words(data) else None
        if not has_content(shown):
            return ""
        is_long = shown.count("<tr") > FOLD_LINES
        scrolls = ' scrolls" tabindex="0' if is_long else ""
        note = cut_note(self._language) if is_cut else ""
        return f'<div class="output html{scrolls}">{shown}</div>{note}'

    def _written(self, data: Mapping[str, Any]) -> str:
        """Markdown or a formula."""
        if "text/markdown" in data:
            shown = self._page.render(joined(data["text/markdown"]))
            return f'<div class="output">{shown}</div>' if shown.strip() else ""
        latex = joined(data.get("text/latex")).strip()
        return f'<div class="output">{self._latex(latex)}</div>' if latex else ""

    def _latex(self, latex: str) -> str:
        whole = _FORMULA.match(latex)
        if not whole and ("$" in latex or "\\begin{tabular}" in latex):
            return self._page.render(latex)
        try:
            mathml = to_mathml(whole[1] if whole else latex, display=True)
        except BadMath:
            return f'<pre class="output bad-math">{html.escape(latex)}</pre>'
        return f'<span class="math-display" tabindex="0">{mathml}</span>'

    def _picture(
        self,
        data: Mapping[str, Any],
        metadata: Mapping[str, Any],
        number: int,
        missing: StandIn | None,
    ) -> str:
        found = self._pictures.best_of(data, f"{number}")
        if found is None:
            return ""
        asset, media_type = found
        size = metadata.get(media_type, metadata)
        tag = image(asset, word("figure", self._language), size if isinstance(size, dict) else {})
        note = missing.html(self._language, has_picture=True) if missing else ""
        return f'<p class="output">{tag}</p>{note}'

    def _values(self, data: Mapping[str, Any]) -> str:
        kinds = [k for k in data if k == "application/json" or k.endswith("geo+json")]
        if kinds and "text/plain" not in data:
            return self._json(data[kinds[0]])
        text = joined(data.get("text/plain"))
        return printed(text, "stdout", self._language) if text.strip() else ""

    def _json(self, value: object) -> str:
        try:
            text = json.dumps(value, ensure_ascii=False, indent=2)
        except RecursionError:
            return cut_note(self._language)
        if len(text) > HTML_LIMIT // 4:
            return printed(text, "stdout", self._language)
        shown = highlight_code(text, "json")
        lines = text.count("\n") + 1
        return folded(shown, word("json-output", self._language)) if lines > FOLD_LINES else shown


def _has_words(data: Mapping[str, Any]) -> bool:
    """Tell whether the kernel described the output in more than its class name."""
    words = joined(data.get("text/plain"))
    return bool(words) and not words.startswith("<IPython")


def _is_picture(data: Mapping[str, Any]) -> bool:
    return any(kind in data for kind in ("image/png", "image/jpeg", "image/svg+xml", "image/webp"))


def _merged(outputs: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """The outputs with the pieces of one stream put together."""
    pieces: list[str] = []
    name: object = None
    for output in outputs:
        is_stream = output.get("output_type") == "stream"
        if pieces and not (is_stream and output.get("name") == name):
            yield {"output_type": "stream", "name": name, "text": "".join(pieces)}
            pieces = []
        if is_stream:
            name = output.get("name")
            pieces.append(str(output["text"]))
        else:
            yield output
    if pieces:
        yield {"output_type": "stream", "name": name, "text": "".join(pieces)}


def _trace_of(output: Mapping[str, Any]) -> str:
    lines = output.get("traceback")
    trace = "\n".join(map(str, lines)) if isinstance(lines, list) else joined(lines)
    return trace if trace.strip() else f"{output.get('ename', '')}: {output.get('evalue', '')}"


def _until_a_row_ends(shown: str) -> str:
    """The beginning of long sanitised HTML; the last row, item or line is whole."""
    start = shown[:HTML_LIMIT]
    end = max(start.rfind(mark) for mark in ("</tr>", "</li>", "</p>", "</div>", "<br>"))
    return start[: end + 5] if end > 0 else start[: start.rfind("<")]
