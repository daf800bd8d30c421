"""Pictures inside notebooks, in outputs and attached to cells, as files of the page."""

from __future__ import annotations

import base64
import binascii
import html
import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import unquote

from courses.files.assets import asset_url, is_what_it_says, make_asset
from courses.model import Asset
from courses.notebooks.formats import joined

PICTURE_LIMIT = 12_000_000
"""Bytes of one picture."""

SUFFIXES = {
    "image/svg+xml": "svg",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
}
_ATTACHMENT = re.compile(r"""src=(["'])attachment:([^"'<>]{0,500})\1""")


class Pictures:
    """Gathers the pictures of one notebook as assets, each under a name of its own."""

    def __init__(self, name: str, assets: list[Asset], *, may_be_svg: bool) -> None:
        self._name = name
        self._assets = assets
        self._types = [kind for kind in SUFFIXES if may_be_svg or kind != "image/svg+xml"]

    def best_of(self, data: Mapping[str, Any], label: str) -> tuple[Asset, str] | None:
        """The first picture among an output's media types that is what it says, with its type."""
        for media_type in self._types:
            if media_type in data and (asset := self._asset(media_type, data[media_type], label)):
                return asset, media_type
        return None

    def _asset(self, media_type: str, data: object, label: str) -> Asset | None:
        source = joined(data)
        if len(source) > PICTURE_LIMIT * 4 // 3:
            return None
        content = _bytes_of(source, media_type)
        if content is None or not is_what_it_says(media_type, content):
            return None
        name = f"{self._name}-{label}-{len(self._assets) + 1}.{SUFFIXES[media_type]}"
        asset = make_asset(name, media_type, content)
        self._assets.append(asset)
        return asset


def image(asset: Asset, alt: str, size: Mapping[str, Any]) -> str:
    """An ``img``; ``size`` may give width and height as the kernel wanted them."""
    given = {side: size.get(side) for side in ("width", "height")}
    numbers = "".join(
        f' {side}="{int(value)}"'
        for side, value in given.items()
        if isinstance(value, int | float) and 0 < value < 10_000
    )
    return f'<img src="{asset_url(asset)}" alt="{html.escape(alt)}"{numbers}>'


def with_attachments(
    shown: str,
    attachments: Mapping[str, Mapping[str, Any]],
    pictures: Pictures,
    missing: Callable[[str], None],
) -> str:
    """The HTML of a Markdown cell with its attached pictures as assets."""
    if "attachment:" not in shown:
        return shown
    by_name = {_plain(name): data for name, data in attachments.items()}

    def replace(match: re.Match[str]) -> str:
        name = unquote(html.unescape(match[2]))
        found = pictures.best_of(by_name.get(_plain(name), {}), "a")
        if found is None:
            missing(name)
            return 'src=""'
        return f'src="{asset_url(found[0])}"'

    return _ATTACHMENT.sub(replace, shown)


def _plain(name: str) -> str:
    return unicodedata.normalize("NFC", name)


def _bytes_of(source: str, media_type: str) -> bytes | None:
    if media_type == "image/svg+xml":
        return source.encode("utf-8", "replace")
    try:
        return base64.b64decode(source)
    except (binascii.Error, ValueError):
        return None
