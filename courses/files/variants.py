"""Smaller copies of pictures, so that a screen loads no more than it can show.

Which widths a page names follows from the picture alone, so a page is written without
making them; they are made once for each picture, when it is published.
"""

from __future__ import annotations

import struct
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath
from urllib.parse import quote

from PIL import Image

from courses.model import Asset

MEDIA_TYPE = "image/webp"
WIDTHS = (480, 960, 1440)
LIGHT = 24 * 1024
"""Bytes below which a picture is left alone."""
COLUMN = 720
"""Pixels that a lesson's text is wide at most."""
_KINDS = frozenset(["image/png", "image/jpeg", "image/webp"])
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
_FAULTS = (OSError, ValueError, SyntaxError, struct.error, Warning, Image.DecompressionBombError)
_QUALITY = 80
_MOST_KNOWN = 10_000
_known: dict[str, tuple[int, ...]] = {}
"""The widths of pictures by their hashes."""


@dataclass(frozen=True)
class Variant:
    """A copy of the picture with a hash, so many pixels wide."""

    of: str
    width: int
    data: bytes


def variant_widths(asset: Asset) -> tuple[int, ...]:
    """How wide the copies of a picture are; none for what is small, light, drawn or moving."""
    if asset.media_type not in _KINDS or len(asset.data) < LIGHT:
        return ()
    known = _known.get(asset.sha256)
    if known is None:
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        known = _known[asset.sha256] = _widths(asset.data)
    return known


def _widths(data: bytes) -> tuple[int, ...]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(BytesIO(data), formats=_FORMATS) as picture:
                width, is_still = picture.width, not getattr(picture, "is_animated", False)
    except _FAULTS:
        return ()
    if not is_still or width <= WIDTHS[0]:
        return ()
    return (*(one for one in WIDTHS if one < width), *([width] if width < WIDTHS[-1] else []))


def variant_url(asset: Asset, width: int) -> str:
    """Where the page finds the copy of a width."""
    name = PurePosixPath(asset.path).with_suffix(".webp").name
    return f"/assets/{asset.sha256}/{width}/{quote(name)}"


def make_variants(asset: Asset) -> Iterator[Variant]:
    """The copies of a picture; where one would not be lighter, the picture itself.

    There are none of a picture that cannot be read.
    """
    widths = variant_widths(asset)
    if not widths:
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(BytesIO(asset.data), formats=_FORMATS) as picture:
                made = list(_shrunk(picture, widths))
    except _FAULTS:
        return
    for width, data in made:
        yield Variant(asset.sha256, width, min(data, asset.data, key=len))


def _shrunk(picture: Image.Image, widths: Iterable[int]) -> Iterator[tuple[int, bytes]]:
    """WebP files of each width, the widest first: each is made from the one before."""
    profile = picture.info.get("icc_profile") if picture.mode != "CMYK" else None
    size = picture.size
    picture.draft("RGB", (2 * max(widths), 2 * max(widths)))
    shown = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    for width in sorted(widths, reverse=True):
        height = max(1, round(size[1] * width / size[0]))
        if shown.size != (width, height):
            shown = shown.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
        out = BytesIO()
        shown.save(out, "WEBP", quality=_QUALITY, method=4, icc_profile=profile)
        yield width, out.getvalue()
