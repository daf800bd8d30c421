"""Text goes over the wire compressed."""

import secrets
import struct
import zlib
from functools import lru_cache

from flask import Flask, Response, request

TYPES = frozenset(
    {
        "text/html",
        "text/css",
        "text/javascript",
        "application/javascript",
        "text/csv",
        "image/svg+xml",
    }
)
SMALLEST = 600
MOST_PADDING = 64


def init_app(app: Flask) -> None:
    """Compress pages, sheets, scripts and drawings for browsers that take gzip."""
    app.after_request(compress)


def compress(response: Response) -> Response:
    """The answer with a gzip body where that helps.

    An attacker who sees lengths might guess what a private page repeats of a request
    (BREACH). Cookies are SameSite, form tokens are signed anew every second, and the
    length of a private page carries noise.
    """
    if not _is_worth_it(response):
        return response
    is_file = response.direct_passthrough
    response.direct_passthrough = False
    body = response.get_data()
    response.set_data(_packed(body) if is_file else gzip(body, level=6, padding=noise()))
    response.headers["Content-Encoding"] = "gzip"
    etag, _is_weak = response.get_etag()
    if etag:
        response.set_etag(etag, weak=True)  # the same text in another coding
    return response


def gzip(body: bytes, *, level: int, padding: bytes) -> bytes:
    """A gzip member (RFC 1952) with the padding as its file name, which nobody reads."""
    packer = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    head = b"\x1f\x8b\x08" + (b"\x08" if padding else b"\x00") + b"\0\0\0\0\0\xff"
    name = padding + b"\0" if padding else b""
    tail = struct.pack("<II", zlib.crc32(body), len(body) & 0xFFFFFFFF)
    return head + name + packer.compress(body) + packer.flush() + tail


def noise() -> bytes:
    """Between nothing and 64 letters."""
    return b"x" * secrets.randbelow(MOST_PADDING + 1)


def _is_worth_it(response: Response) -> bool:
    if response.mimetype not in TYPES or response.status_code in {204, 206, 304}:
        return False
    response.vary.add("Accept-Encoding")
    size = response.content_length
    return (
        request.accept_encodings["gzip"] > 0
        and "Content-Encoding" not in response.headers
        and (not response.is_streamed or response.direct_passthrough)
        and request.method != "HEAD"
        and (size is None or size >= SMALLEST)
    )


@lru_cache(maxsize=256)
def _packed(body: bytes) -> bytes:
    return gzip(body, level=9, padding=b"")
