"""Pictures of a page with their sizes, so that nothing jumps while they load.

The page is sanitised before: a tag is changed only where its ``src`` is the address of one of our
own assets, which no attribute that an author wrote can pretend.
"""

from __future__ import annotations

import re
import struct
import warnings
from collections.abc import Iterable
from io import BytesIO

from PIL import Image

from courses.files.assets import asset_url
from courses.files.variants import COLUMN, variant_url, variant_widths
from courses.model import Asset

_PICTURE = re.compile(r'<img((?: [\w-]+="[^"]*")+)>')
_ATTRIBUTE = re.compile(r' ([\w-]+)="([^"]*)"')
_SVG = re.compile(rb"<svg\b[^<>]{0,4000}>")
_VIEW_BOX = re.compile(rb"""\sviewBox\s?=\s?["']([^"']{1,200})["']""")
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
_ORIENTATION = 0x0112
_ON_ITS_SIDE = frozenset([5, 6, 7, 8])
_OF_VARIANTS = frozenset(["srcset", "sizes"])
_LONGEST_SIDE = 100_000

Size = tuple[int, int]


def with_sizes(html: str, assets: Iterable[Asset]) -> str:
    """The page with width and height on its own pictures; all but the first are loaded late."""
    if "<img" not in html:
        return html
    own = {asset_url(asset): asset for asset in assets if asset.media_type.startswith("image/")}
    is_first = True

    def sized(match: re.Match[str]) -> str:
        nonlocal is_first
        values = dict(_ATTRIBUTE.findall(match[1]))
        asset = own.get(values.get("src", ""))
        if asset is None:
            return match[0]
        values = {**_sides(values, size_of(asset)), **_choices(asset, values), "decoding": "async"}
        if is_first:
            values.pop("loading", None)
        is_first = False
        written = "".join(f' {name}="{value}"' for name, value in values.items())
        return f"<img{written}>"

    return _PICTURE.sub(sized, html)


def without_variants(html: str) -> str:
    """The page with one file for each picture."""

    def single(match: re.Match[str]) -> str:
        kept = (pair for pair in _ATTRIBUTE.findall(match[1]) if pair[0] not in _OF_VARIANTS)
        return "<img" + "".join(f' {name}="{value}"' for name, value in kept) + ">"

    return _PICTURE.sub(single, html) if " srcset=" in html else html


def size_of(asset: Asset) -> Size | None:
    """Width and height in pixels as a browser shows the picture; None when they cannot be told."""
    size = _of_drawing(asset.data) if asset.media_type == "image/svg+xml" else _of_raster(asset)
    return size if size and all(0 < side <= _LONGEST_SIDE for side in size) else None


def _choices(asset: Asset, values: dict[str, str]) -> dict[str, str]:
    """The copies of other widths, and how wide the page shows the picture."""
    widths = variant_widths(asset)
    if not widths:
        return {}
    given = values.get("width", "")
    shown = int(given) if re.fullmatch(r"[1-9][0-9]{0,4}", given) else widths[-1]
    column = min(shown, COLUMN)
    return {
        "srcset": ", ".join(f"{variant_url(asset, width)} {width}w" for width in widths),
        "sizes": f"(min-width: {column + 32}px) {column}px, 100vw",
    }


def _sides(values: dict[str, str], size: Size | None) -> dict[str, str]:
    """The attributes with both sides; one that the author gave keeps its meaning."""
    if size is None or ("width" in values and "height" in values):
        return values
    width, height = size
    given = values.get("width") or values.get("height") or ""
    if not given:
        return {**values, "width": str(width), "height": str(height)}
    if not re.fullmatch(r"[1-9][0-9]{0,4}", given):
        return values
    if "width" in values:
        return {**values, "height": str(max(1, round(int(given) * height / width)))}
    return {**values, "width": str(max(1, round(int(given) * width / height)))}


def _of_raster(asset: Asset) -> Size | None:
    """Reads no more than the head of the file; one that is too large to be unpacked has no size."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(BytesIO(asset.data), formats=_FORMATS) as picture:
                width, height = picture.size
                is_photo = picture.format == "JPEG"
                turned = picture.getexif().get(_ORIENTATION) if is_photo else None
    except (OSError, ValueError, SyntaxError, struct.error, Warning, Image.DecompressionBombError):
        return None
    return (height, width) if turned in _ON_ITS_SIDE else (width, height)


def _of_drawing(data: bytes) -> Size | None:
    opening = _SVG.search(data[:16_384])
    found = _VIEW_BOX.search(opening[0]) if opening else None
    try:
        sides = [float(one) for one in found[1].replace(b",", b" ").split()] if found else []
        return (round(sides[2]), round(sides[3])) if len(sides) == 4 else None
    except (ValueError, OverflowError):
        return None
