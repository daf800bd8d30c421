"""Values laid aside on disk while a course is read: its size does not fill the memory.

A dataclass declares such a field by a descriptor: ``html: TextAside = TextAside()``. What is
short stays where it is, and so does everything when the disk takes no more.
"""

from __future__ import annotations

import os
import pickle
import tempfile
import threading
import weakref
from abc import ABC, abstractmethod
from typing import Any, Generic, TypeVar, overload

T = TypeVar("T")

SHORT = 256
SLAB = 64 * 1024 * 1024
TAIL = 256 * 1024


class _Slab:
    """A nameless file that grows at its end, and is gone when nothing refers to it any more.

    What comes last is gathered in memory and written at once. Whoever reads takes place and
    bytes of that tail in one step, so reading needs no lock.
    """

    def __init__(self) -> None:
        self._file, path = tempfile.mkstemp(prefix="baeum-")
        os.unlink(path)  # noqa: PTH108  # as tempfile gave it
        weakref.finalize(self, os.close, self._file)
        self._tail = (0, bytearray())
        self._has_failed = False

    @property
    def size(self) -> int:
        """Bytes, whether they are written yet or not."""
        begin, tail = self._tail
        return begin + len(tail)

    def append(self, data: bytes) -> int:
        """Take bytes at the end and say where they begin; raises OSError where nothing more fits."""
        if self._has_failed:
            raise OSError("the file does not grow any more")
        begin = self.size
        self._tail[1].extend(data)
        if len(self._tail[1]) >= TAIL:
            self._write()
        return begin

    def _write(self) -> None:
        """Write the tail; where that fails it stays in memory, and nothing more is taken."""
        at, tail = self._tail
        try:
            left = memoryview(bytes(tail))
            while left:
                n = os.pwrite(self._file, left, at)
                at, left = at + n, left[n:]
        except OSError:
            self._has_failed = True
        else:
            self._tail = (at, bytearray())

    def read(self, begin: int, length: int) -> bytes:
        """The bytes that begin at a place."""
        first, tail = self._tail
        if begin >= first:
            return bytes(tail[begin - first : begin - first + length])
        parts, end = [], begin + length
        while begin < end:
            part = os.pread(self._file, end - begin, begin)
            if not part:
                raise OSError("what was laid aside has gone")
            parts.append(part)
            begin += len(part)
        return b"".join(parts)


class _Aside:
    """Bytes in a slab."""

    __slots__ = ("_begin", "_length", "_slab")

    def __init__(self, slab: _Slab, begin: int, length: int) -> None:
        self._slab, self._begin, self._length = slab, begin, length

    def read(self) -> bytes:
        """The bytes."""
        return self._slab.read(self._begin, self._length)

    def __reduce__(self) -> tuple[Any, ...]:
        """Another process, or a later one, lays the bytes aside anew."""
        return laid_aside, (self.read(),)


class _Store:
    """The slab that this process writes to; a full one is left to those who refer to it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._slab: _Slab | None = None

    def put(self, data: bytes) -> _Aside | bytes:
        """Lay bytes aside; they come back as they are if that cannot be done."""
        with self._lock:
            try:
                if self._slab is None or self._slab.size > SLAB:
                    self._slab = _Slab()
                return _Aside(self._slab, self._slab.append(data), len(data))
            except OSError:
                return data

    def begin_anew(self) -> None:
        """Write elsewhere than the process this one was forked from."""
        self._lock, self._slab = threading.Lock(), None


_store = _Store()
os.register_at_fork(after_in_child=_store.begin_anew)


def laid_aside(data: bytes) -> _Aside | bytes:
    """The bytes, out of memory if that can be."""
    return _store.put(data)


class _Field(ABC, Generic[T]):
    """A field of a dataclass whose value is laid aside, and read again whenever it is asked for.

    A value that was changed after it was put in comes out unchanged.
    """

    def __set_name__(self, _owner: type, name: str) -> None:
        self._name = f"_{name}"

    @overload
    def __get__(self, instance: None, owner: type) -> T: ...
    @overload
    def __get__(self, instance: object, owner: type) -> T: ...
    def __get__(self, instance: object | None, owner: type) -> T:
        """The value; asked of the class there is none, so that the field has no default."""
        if instance is None:
            return self._default()
        kept = instance.__dict__[self._name]
        return self._unpacked(kept.read() if isinstance(kept, _Aside) else kept)

    def __set__(self, instance: object, value: T) -> None:
        """Lay a value aside."""
        data = self._packed(value)
        instance.__dict__[self._name] = data if len(data) <= SHORT else _store.put(data)

    def _default(self) -> T:
        raise AttributeError(self._name)

    @abstractmethod
    def _packed(self, value: T) -> bytes:
        """The value as bytes."""

    @abstractmethod
    def _unpacked(self, data: bytes) -> T:
        """The value that was packed."""


class BytesAside(_Field[bytes]):
    """Bytes."""

    def _packed(self, value: bytes) -> bytes:
        return value

    def _unpacked(self, data: bytes) -> bytes:
        return data


class TextAside(_Field[str]):
    """A text."""

    def _packed(self, value: str) -> bytes:
        return value.encode("utf-8", "surrogatepass")

    def _unpacked(self, data: bytes) -> str:
        return data.decode("utf-8", "surrogatepass")


class ValueAside(_Field[T]):
    """Any value; a field without one has the default."""

    def __init__(self, default: T) -> None:
        self._if_none = default

    def _default(self) -> T:
        return self._if_none

    def _packed(self, value: T) -> bytes:
        return b"" if value == self._if_none else pickle.dumps(value, protocol=5)

    def _unpacked(self, data: bytes) -> T:
        return pickle.loads(data) if data else self._if_none  # noqa: S301  # what this process wrote
