"""The saved outputs of notebook cells as unsanitised HTML."""

from __future__ import annotations

import base64
import binascii
import html
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import unquote

from courses.ansi import ansi_to_html, without_overwritten
from courses.assets import asset_url, is_what_it_says, make_asset
from courses.languages import word
from courses.markdown import MarkdownPage
from courses.model import Asset
from courses.sanitize import plain_text, sanitize

FOLD_LINES = 40
LINE_LIMIT = 5_000

_PICTURES = {
    "image/svg+xml": "svg",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
}
_ATTACHMENT = re.compile(r'src="attachment:([^"]*)"')


class Outputs:
    """Renders the outputs of one notebook and gathers the pictures in them."""

    def __init__(self, page: MarkdownPage, name: str, assets: list[Asset]) -> None:
        self._page = page
        self._name = name
        self._assets = assets

    def render(self, outputs: Iterable[Mapping[str, Any]], number: int) -> str:
        """All outputs of a cell, streams of the same kind in one box."""
        shown = "".join(self._output(output, number) for output in outputs)
        return f'<div class="cell-output table-scroll" tabindex="0">{shown}</div>' if shown else ""

    def picture(self, media_type: str, data: object, label: str) -> Asset | None:
        """A picture from a notebook as an asset, if it is what it says it is."""
        source = "".join(data) if isinstance(data, list) else str(data)
        if media_type == "image/svg+xml":
            content = source.encode()
        else:
            try:
                content = base64.b64decode(source)
            except (binascii.Error, ValueError):
                return None
        if not is_what_it_says(media_type, content):
            return None
        asset = make_asset(f"{self._name}-{label}.{_PICTURES[media_type]}", media_type, content)
        self._assets.append(asset)
        return asset

    def _output(self, output: Mapping[str, Any], number: int) -> str:
        kind = output.get("output_type")
        if kind == "stream":
            return self._stream(_joined(output.get("text", "")), str(output.get("name", "")))
        if kind == "error":
            trace = "\n".join(str(line) for line in output.get("traceback", ()))
            trace = trace or f"{output.get('ename', '')}: {output.get('evalue', '')}"
            return f'<pre class="output error">{ansi_to_html(trace)}</pre>'
        return self._rich(output.get("data", {}), number)

    def _stream(self, text: str, name: str) -> str:
        lines = without_overwritten(text).split("\n")[:LINE_LIMIT]
        kind = "stderr" if name == "stderr" else "stdout"
        shown = f'<pre class="output {kind}">{ansi_to_html(chr(10).join(lines))}</pre>'
        if len(lines) <= FOLD_LINES:
            return shown
        title = word("long-output", self._page.page.language)
        return f'<details class="fold"><summary>{title}</summary>{shown}</details>'

    def _rich(self, data: Mapping[str, Any], number: int) -> str:
        """The best form we can show: picture, table, formula, text."""
        for media_type in _PICTURES:
            if media_type in data:
                asset = self.picture(media_type, data[media_type], f"{number}")
                if asset:
                    return self._image(asset)
        if "text/html" in data:
            shown = sanitize(_joined(data["text/html"]))
            if plain_text(shown).strip():
                return f'<div class="output html">{shown}</div>'
        for media_type in ("text/markdown", "text/latex"):
            if media_type in data:
                return f'<div class="output">{self._page.render(_joined(data[media_type]))}</div>'
        return self._plain(data)

    def _plain(self, data: Mapping[str, Any]) -> str:
        note = ""
        if any("widget" in kind or "javascript" in kind for kind in data) or "text/html" in data:
            note = f'<p class="muted">{word("interactive", self._page.page.language)}</p>'
        if "text/plain" in data:
            return note + self._stream(_joined(data["text/plain"]), "stdout")
        return note

    def _image(self, asset: Asset) -> str:
        label = word("figure", self._page.page.language)
        return f'<p class="output"><img src="{asset_url(asset)}" alt="{label}"></p>'


def render_attachments(shown: str, attachments: Mapping[str, Any], outputs: Outputs) -> str:
    """The HTML of a Markdown cell with its attached pictures as assets."""

    def replace(match: re.Match[str]) -> str:
        for media_type, data in attachments.get(unquote(html.unescape(match[1])), {}).items():
            asset = outputs.picture(media_type, data, "a") if media_type in _PICTURES else None
            if asset:
                return f'src="{asset_url(asset)}"'
        return match[0]

    return _ATTACHMENT.sub(replace, shown)


def _joined(value: object) -> str:
    return "".join(str(v) for v in value) if isinstance(value, list) else str(value)
