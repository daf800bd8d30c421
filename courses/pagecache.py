"""Rendered pages kept between two readings of a course: what did not change is not rendered again.

A page is found under a hash of everything it was made from: its own source, what the
course around it looks like (`fingerprint_of`), and this program. What it took from other
files, pictures and included texts, is kept with its hash and compared before it is used.
"""

from __future__ import annotations

import hashlib
import io
import os
import pickle
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from typing import Any, Protocol

from courses.lessonsources import VariantSource
from courses.linking.resolving import Site
from courses.model import Asset
from courses.rendering import RenderedVariant, Took, VariantRenderer

FORMAT = 5
UNUSED_DAYS = 30


class PageCache(Protocol):
    """Keeps bytes under names."""

    def get(self, name: str) -> bytes | None:
        """What is kept under a name, None if nothing is."""
        ...

    def put(self, name: str, data: bytes) -> None:
        """Keep bytes under a name."""
        ...


class FolderCache:
    """A cache in a folder of its own, which nobody else may write to."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def get(self, name: str) -> bytes | None:
        """What is kept under a name; being used keeps it for longer."""
        try:
            with open(f"{self._root}/{name[:2]}/{name}", "rb") as kept:  # noqa: PTH123  # a thousand at once
                os.utime(kept.fileno())
                return kept.read()
        except OSError:
            return None

    def put(self, name: str, data: bytes) -> None:
        """Keep bytes; a disk that is full or read-only only costs time."""
        path = self._path(name)
        draft = path.with_suffix(f".{os.getpid()}")
        with suppress(OSError):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            draft.write_bytes(data)
            draft.replace(path)

    def forget_unused(self, days: float = UNUSED_DAYS) -> int:
        """Remove what was not used for so long; says how many pages went."""
        before = time.time() - days * 86_400
        old = [path for path in self._root.glob("*/*") if path.stat().st_mtime < before]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)

    def _path(self, name: str) -> Path:
        return self._root / name[:2] / name


def fingerprint_of(site: Site, rendering: int) -> str:
    """A hash of everything in a course that any of its pages may depend on, files' contents aside."""
    facts = [
        FORMAT,
        rendering,
        site.folder.files,
        *(repr(getattr(site, each.name)) for each in fields(site) if each.name not in _APART),
        vars(site.repository),
        site.quizzes.numbered,
        site.quizzes.files,
    ]
    return hashlib.sha256(repr(facts).encode("utf-8", "surrogatepass")).hexdigest()


_APART = {"folder", "repository", "quizzes"}


def rendered(
    site: Site, fingerprint: str, key: str, source: VariantSource, cache: PageCache
) -> RenderedVariant:
    """The page of a file, from the cache if nothing it was made from has changed."""
    name = _name(fingerprint, key, source)
    kept = cache.get(name)
    page = _restored(kept, site) if kept is not None else None
    if page is None:
        page = VariantRenderer(site, key, source).render()
        cache.put(name, _packed(page))
    return page


def _name(fingerprint: str, key: str, source: VariantSource) -> str:
    facts = (fingerprint, key, source.path, source.language, source.kind, source.listed_as)
    digest = hashlib.sha256(repr(facts).encode("utf-8", "surrogatepass"))
    for text in (source.source, source.body):
        digest.update(text.encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _packed(page: RenderedVariant) -> bytes:
    """The page without the bytes of files that lie in the course."""
    assets = tuple(
        (a.path, a.sha256, a.media_type, None if a.path in page.took.files else a.data)
        for a in page.variant.assets
    )
    return pickle.dumps((page.without_assets(), assets), protocol=5)


def _restored(data: bytes, site: Site) -> RenderedVariant | None:
    """The page, if what it took from other files is still the same."""
    try:
        page, assets = _Unpickler(io.BytesIO(data)).load()
        if not isinstance(page, RenderedVariant) or not _is_as_taken(page.took, site):
            return None
        return page.with_assets(tuple(_asset(site, *facts) for facts in assets))
    except (pickle.UnpicklingError, EOFError, ValueError, TypeError, AttributeError, LookupError):
        return None


def _asset(site: Site, path: str, sha256: str, media_type: str, data: bytes | None) -> Asset:
    if data is not None:
        return Asset(path, sha256, media_type, data)
    found, _problem = site.shelf.get(path)
    if found is None:
        raise LookupError(path)
    return found


def _is_as_taken(took: Took, site: Site) -> bool:
    return all(_sha256_of(site, place) == was for place, was in took.files.items()) and all(
        site.folder.sha256_of(place) == was for place, was in took.texts.items()
    )


def _sha256_of(site: Site, place: str) -> str:
    asset, _problem = site.shelf.get(place)
    return asset.sha256 if asset else ""


_SAFE: Mapping[str, frozenset[str]] = {"builtins": frozenset({"frozenset", "set"})}


class _Unpickler(pickle.Unpickler):
    """Makes values of this engine only, so that a file in the cache is never a program."""

    def find_class(self, module: str, name: str) -> Any:
        """A class of the engine; anything else is refused."""
        if module.startswith("courses.") or name in _SAFE.get(module, ()):
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is no part of a page")
