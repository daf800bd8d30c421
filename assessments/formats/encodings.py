"""Bytes of a foreign file → text, whatever wrote them."""

import codecs
import re
from dataclasses import dataclass

DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
KOREAN = {"euc-kr", "euckr", "ks_c_5601-1987", "ksc5601", "ks_c_5601", "cp949", "ms949", "uhc"}
"""Names under which files come that are written in Windows' Korean encoding."""
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text, and what had to be assumed to read it, if anything."""

    text: str
    assumed: str = ""


class Undecodable(ValueError):
    """No encoding fits the bytes."""


def decode(data: bytes) -> Decoded:
    """Decode by byte order mark, else by XML declaration, else as UTF-8, else as CP949.

    Raises Undecodable.
    """
    for mark, name in MARKS:
        if data.startswith(mark):
            return Decoded(_decode(data, name))
    if data[:4] in (b"<\0?\0", b"\0<\0?"):
        return Decoded(_decode(data, "utf-16-le" if data[:1] == b"<" else "utf-16-be"))
    if found := DECLARED.match(data[:400]):
        return _as_declared(data, found[1].decode("ascii").lower())
    try:
        return Decoded(data.decode("utf-8"))
    except UnicodeDecodeError:
        return Decoded(_decode(data, "cp949"), "cp949")


def _as_declared(data: bytes, name: str) -> Decoded:
    if name.startswith(("utf-16", "ucs-2")):  # it says so in single bytes, so it is not
        name = "utf-8"
    known = "cp949" if name in KOREAN else name
    try:
        return Decoded(data.decode(known))
    except (LookupError, UnicodeDecodeError):
        pass
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        raise Undecodable(f"the file is not what it declares: {name}") from error


def _decode(data: bytes, name: str) -> str:
    try:
        return data.decode(name)
    except UnicodeDecodeError as error:
        raise Undecodable("the file is neither UTF-8 nor another known encoding") from error
