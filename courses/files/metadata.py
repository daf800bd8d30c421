"""What photos say about where, when and by whom they were taken, taken out before anyone sees it."""

from __future__ import annotations

import struct
import warnings
from collections.abc import Iterator
from io import BytesIO

from PIL import Image, ImageOps

_KEPT_SEGMENTS = {0xE0: b"", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
"""JPEG application segments without which a picture looks otherwise: JFIF, colours, Adobe."""
_CHUNKS_OF_WORDS = frozenset([b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"])
_RIFF_OF_WORDS = frozenset([b"EXIF", b"XMP "])
_WEBP_FLAGS_OF_WORDS = 0x08 | 0x04
_ORIENTATION = 0x0112
_TURNED = range(2, 9)
_QUALITY = 90


def without_metadata(media_type: str, data: bytes) -> bytes:
    """The same picture without EXIF, XMP and comments; one that lies on its side is turned.

    Only a picture that has to be turned is compressed anew. What cannot be read stays as it is.
    """
    clean = _CLEANERS.get(media_type)
    if clean is None:
        return data
    try:
        turned = _turned(data) if _may_be_turned(data) else None
        return clean(turned or data)
    except (struct.error, IndexError, ValueError, StopIteration):
        return data


def _may_be_turned(data: bytes) -> bool:
    return b"Exif\0\0" in data[:70_000] or b"eXIf" in data or b"EXIF" in data


def _turned(data: bytes) -> bytes | None:
    """The picture as its EXIF says it is to be held; None where it says nothing of it."""
    out = BytesIO()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as picture:
                if picture.getexif().get(_ORIENTATION) not in _TURNED or _moves(picture):
                    return None
                upright = ImageOps.exif_transpose(picture)
                profile = picture.info.get("icc_profile")
                upright.save(out, picture.format, quality=_QUALITY, icc_profile=profile)
    except (OSError, ValueError, SyntaxError, struct.error, Warning, Image.DecompressionBombError):
        return None
    return out.getvalue()


def _moves(picture: Image.Image) -> bool:
    return bool(getattr(picture, "is_animated", False))


def _clean_jpeg(data: bytes) -> bytes:
    kept, at = [data[:2]], 2
    while data[at] == 0xFF and data[at + 1] != 0xDA:
        marker, length = data[at + 1], struct.unpack_from(">H", data, at + 2)[0]
        segment = data[at : at + 2 + length]
        is_of_words = marker == 0xFE or 0xE0 <= marker <= 0xEF
        start = _KEPT_SEGMENTS.get(marker)
        if not is_of_words or (start is not None and segment[4:].startswith(start)):
            kept.append(segment)
        at += 2 + length
    return b"".join([*kept, data[at:]]) if len(kept) > 1 else data


def _clean_png(data: bytes) -> bytes:
    return data[:8] + b"".join(
        chunk for name, chunk in _png_chunks(data) if name not in _CHUNKS_OF_WORDS
    )


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 8
    while at < len(data):
        (length,) = struct.unpack_from(">I", data, at)
        end = at + 12 + length
        yield data[at + 4 : at + 8], data[at:end]
        at = end


def _clean_webp(data: bytes) -> bytes:
    chunks = [chunk for name, chunk in _riff_chunks(data) if name not in _RIFF_OF_WORDS]
    if chunks and chunks[0].startswith(b"VP8X"):
        flags = chunks[0][8] & ~_WEBP_FLAGS_OF_WORDS
        chunks[0] = chunks[0][:8] + bytes([flags]) + chunks[0][9:]
    body = b"WEBP" + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _riff_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 12
    while at + 8 <= len(data):
        (length,) = struct.unpack_from("<I", data, at + 4)
        end = at + 8 + length + length % 2
        yield data[at : at + 4], data[at:end]
        at = end


_CLEANERS = {"image/jpeg": _clean_jpeg, "image/png": _clean_png, "image/webp": _clean_webp}
