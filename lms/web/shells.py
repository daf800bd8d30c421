"""Pages that are the same for every reader but for a few holes: rendered once, filled for each.

A shell is rendered outside of any request of a person, from the values of its key alone, so it
cannot hold what is somebody's own. See decision record 0013.
"""

import secrets
import zlib
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import chain, zip_longest
from threading import Lock
from typing import Never

from flask import Flask, Response, current_app, g, request
from flask_babel import force_locale
from markupsafe import Markup

from lms.web import parts
from lms.web.parts import Frame

MOST_BYTES = 64 * 1024 * 1024
FINAL_BLOCK = b"\x01\x00\x00\xff\xff"
GZIP_HEAD = b"\x1f\x8b\x08\x00\0\0\0\0\0\xff"
LARGEST_STORED = 0xFFFF
VARY = "Accept-Encoding, Cookie"

Render = Callable[..., str]


class PersonInShell(Exception):
    """A shell asked who reads it, which only a hole may know."""


class Nobody:
    """Stands for the reader while a shell is rendered: someone logged in, and nothing else."""

    is_authenticated = True

    def __getattr__(self, name: str) -> Never:
        raise PersonInShell(name)


@dataclass(frozen=True)
class Shell:
    """The pieces of a page between its holes, plain and deflated (RFC 1951)."""

    pieces: tuple[bytes, ...]
    deflated: tuple[bytes, ...]
    holes: tuple[str, ...]
    digest: bytes

    @property
    def size(self) -> int:
        """How many bytes it keeps."""
        return sum(map(len, self.pieces)) + sum(map(len, self.deflated))

    def filled(self, values: Mapping[str, bytes]) -> bytes:
        """The page."""
        return b"".join(_between(self.pieces, [values[name] for name in self.holes]))

    def packed(self, values: Mapping[str, bytes]) -> bytes:
        """The page as a gzip member: holes are stored as they are, so their length tells nothing
        about what the page repeats of a request."""
        own = [values[name] for name in self.holes]
        body = b"".join(_between(self.deflated, [_stored(value) for value in own]))
        plain = b"".join(_between(self.pieces, own))
        tail = zlib.crc32(plain).to_bytes(4, "little") + len(plain).to_bytes(4, "little")
        return b"".join((GZIP_HEAD, body, FINAL_BLOCK, tail))


class Shells:
    """The shells used last, up to a number of bytes."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most, self._size = most_bytes, 0
        self._kept: OrderedDict[Hashable, Shell] = OrderedDict()
        self._lock = Lock()

    def find(self, key: Hashable) -> Shell | None:
        """The shell under this key, if it is still kept."""
        with self._lock:
            shell = self._kept.get(key)
            if shell is not None:
                self._kept.move_to_end(key)
        return shell

    def keep(self, key: Hashable, shell: Shell) -> None:
        """Keep a shell and drop those not used for longest."""
        with self._lock:
            if key in self._kept:
                return
            self._kept[key] = shell
            self._size += shell.size
            while self._size > self._most:
                self._size -= self._kept.popitem(last=False)[1].size


def init_app(app: Flask) -> None:
    """Give the application its shells, and templates the word for a hole."""
    app.extensions["shells"] = Shells()
    app.add_template_global(hole, "hole")
    parts.init_app(app, hole)


@dataclass(frozen=True)
class Page:
    """A page by what its shell is rendered from, and what fills its holes.

    `render(*key)` gives the shell; `own` fills the holes that its template makes with
    `hole(name)`. Those of the frame of every page fill themselves.
    """

    render: Render
    key: tuple[Hashable, ...]
    own: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    """What a browser says about the answer it wants."""

    path: str
    takes_gzip: bool
    has: str


Headers = list[tuple[str, str]]
Answer = tuple[int, Headers, bytes]


def personal_page(page: Page) -> Response:
    """The page as the reader of this request sees it; 304 if the browser still has exactly this."""
    frame = parts.frame_of_request()
    shells: Shells = current_app.extensions["shells"]
    key = shell_key(page, request.path, frame.spoken)
    shell = shells.find(key)
    if shell is None:
        shell = _render(page, frame.spoken)
        shells.keep(key, shell)
    asked = Asked(
        request.path,
        request.accept_encodings["gzip"] > 0,
        request.headers.get("If-None-Match", ""),
    )
    status, headers, body = answer(shell, page, frame, asked)
    return Response(body, status, headers)


def shell_key(page: Page, path: str, spoken: str) -> Hashable:
    """What tells one shell from another."""
    return page.render.__module__, page.render.__qualname__, path, spoken, page.key


def answer(shell: Shell, page: Page, frame: Frame, asked: Asked) -> Answer:
    """Status, headers and body of a page whose shell is there."""
    values = {name: value.encode() for name, value in page.own.items()}
    for name in shell.holes:
        if name not in values:
            values[name] = parts.PARTS[name](frame).encode()
    etag = _etag(shell, values, frame)
    headers = [("ETag", etag), ("Cache-Control", "private, no-cache"), ("Vary", VARY)]
    if etag in asked.has:
        return 304, headers, b""
    headers.append(("Content-Type", "text/html; charset=utf-8"))
    if not asked.takes_gzip:
        return 200, headers, shell.filled(values)
    headers.append(("Content-Encoding", "gzip"))
    return 200, headers, shell.packed(values)


def hole(name: str) -> Markup:
    """Where a shell leaves room."""
    return Markup(f"\0{g.shell_mark}{name}\0")  # noqa: S704  # made of our own names


def _render(page: Page, spoken: str) -> Shell:
    """Render a shell in a request for the same address in which there is no cookie and no reader."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    path, mark = request.path, secrets.token_hex(8)
    with app.app_context(), app.test_request_context(path), force_locale(spoken):
        g.shell_mark = mark
        g._login_user = Nobody()  # noqa: SLF001  # where the library keeps who is logged in
        return _cut(page.render(*page.key), mark)


def _cut(page: str, mark: str) -> Shell:
    """Cut a rendered page at its holes."""
    first, *rest = page.split(f"\0{mark}")
    pieces, holes = [first], []
    for piece in rest:
        name, _, after = piece.partition("\0")
        holes.append(name)
        pieces.append(after)
    encoded = tuple(piece.encode() for piece in pieces)
    digest = blake2b("\0".join([*holes, *pieces]).encode(), digest_size=16).digest()
    return Shell(encoded, _deflated(encoded), tuple(holes), digest)


def _deflated(pieces: tuple[bytes, ...]) -> tuple[bytes, ...]:
    """Each piece deflated to a whole number of bytes, none looking back into another."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return tuple(packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH) for piece in pieces)


def _stored(value: bytes) -> bytes:
    """The value in deflate's blocks without compression."""
    blocks = [value[at : at + LARGEST_STORED] for at in range(0, len(value), LARGEST_STORED)]
    return b"".join(
        b"\0"
        + len(block).to_bytes(2, "little")
        + (LARGEST_STORED - len(block)).to_bytes(2, "little")
        + block
        for block in blocks
    )


def _between(pieces: tuple[bytes, ...], values: list[bytes]) -> Iterator[bytes]:
    return chain.from_iterable(zip_longest(pieces, values, fillvalue=b""))


def _etag(shell: Shell, values: Mapping[str, bytes], frame: Frame) -> str:
    """A weak tag of the page and the log-in; a form token is signed anew, so its origin stands for it."""
    stamp = blake2b(shell.digest, digest_size=16)
    stamp.update(f"{frame.person.id} {frame.session.get('csrf_token')}".encode())
    for name in shell.holes:
        if name != parts.CSRF:
            stamp.update(b"\0" + values[name])
    return f'W/"{stamp.hexdigest()}"'
