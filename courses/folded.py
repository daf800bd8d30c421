"""Long texts that are held folded: a course of thousands of pages does not fill the memory."""

from __future__ import annotations

import zlib
from typing import overload

_SHORT = 256
_LEVEL = 1


class Folded:
    """A text field of a dataclass whose value is kept compressed, and unfolded when it is read."""

    def __set_name__(self, _owner: type, name: str) -> None:
        self._name = f"_{name}"

    @overload
    def __get__(self, instance: None, owner: type) -> Folded: ...
    @overload
    def __get__(self, instance: object, owner: type) -> str: ...
    def __get__(self, instance: object | None, owner: type) -> Folded | str:
        """The text; asked of the class there is none, so that the field has no default."""
        if instance is None:
            raise AttributeError(self._name)
        kept: str | bytes = instance.__dict__[self._name]
        if isinstance(kept, str):
            return kept
        return zlib.decompress(kept).decode("utf-8", "surrogatepass")

    def __set__(self, instance: object, value: str) -> None:
        """Keep a text."""
        is_short = len(value) <= _SHORT
        raw = value.encode("utf-8", "surrogatepass")
        instance.__dict__[self._name] = value if is_short else zlib.compress(raw, _LEVEL)
