"""Sources laid down on disk for a while, so that a page can be rendered at every pause in typing."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from lms.publishing.sources import SourceTree, lay_down
from lms.storage import BlobStore

KEPT = 8
"""How many courses stay laid down: those that were edited last."""


@contextmanager
def checkout(folder: Path, storage: BlobStore, digest: str, tree: SourceTree) -> Iterator[Path]:
    """The path to read the course from; what is in it is never changed."""
    folder.mkdir(parents=True, exist_ok=True)
    place = folder / digest
    if not place.exists():
        _make(place, storage, tree)
        _forget_old(folder)
    place.touch()
    root = place / tree.name
    yield root / tree.only if tree.only else root


def _make(place: Path, storage: BlobStore, tree: SourceTree) -> None:
    with TemporaryDirectory(dir=place.parent, prefix="new-", ignore_cleanup_errors=True) as scratch:
        lay_down(storage, tree, Path(scratch) / "tree")
        try:
            (Path(scratch) / "tree").rename(place)
        except OSError:  # another request was faster
            if not place.exists():
                raise


def _forget_old(folder: Path) -> None:
    made = [path for path in folder.iterdir() if not path.name.startswith("new-")]
    for path in sorted(made, key=_last_used, reverse=True)[KEPT:]:
        shutil.rmtree(path, ignore_errors=True)


def _last_used(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
