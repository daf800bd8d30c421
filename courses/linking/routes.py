"""The addresses that pages have on the site they come from, where these are not their files' paths."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple


class Mirror(NamedTuple):
    """A folder whose files are those of another one in a language."""

    folder: str
    language: str
    of: str

    def twin_of(self, path: str) -> str:
        """The file that a file of the folder is a translation of; nothing for other files."""
        is_below = path.startswith(f"{self.folder}/")
        return posixpath.join(self.of, path[len(self.folder) + 1 :]) if is_below else ""


@dataclass(frozen=True)
class Routes:
    """Files and folders by the address that they have, seen from the folder's root."""

    places: Mapping[str, str] = field(default_factory=dict)
    mirrors: tuple[Mirror, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.places or self.mirrors)

    def starts_of(self, file: str) -> Iterator[str]:
        """Where paths in a file may begin besides its own folder."""
        twin = next((twin for mirror in self.mirrors if (twin := mirror.twin_of(file))), file)
        if twin != file:
            yield posixpath.dirname(twin)
        address = self._addresses.get(twin)
        if address is not None:
            yield posixpath.dirname(address)
            yield address

    @cached_property
    def _addresses(self) -> Mapping[str, str]:
        return {place: address for address, place in reversed(list(self.places.items()))}
