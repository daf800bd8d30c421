"""Lighter copies of the pictures of a course: made once for each picture.

A copy that would not be lighter is the picture itself.
"""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

import courses
from courses.files.variants import make_variants, variant_widths
from lms.catalog.models import AssetVariant
from lms.storage import BlobStore

Made = tuple[AssetVariant, ...]


def make_new_variants(session: Session, storage: BlobStore, source: courses.Course) -> Made:
    """The copies of pictures that are not stored yet; to be called before a transaction.

    Their files are stored, their rows are not: that is for whoever stores the pictures.
    """
    used = {sha256: asset for sha256, asset in assets_of(source).items() if variant_widths(asset)}
    known = _known_among(session, list(used))
    return tuple(
        AssetVariant(sha256=one.of, width=one.width, blob=storage.put(one.data))
        for sha256, asset in used.items()
        if sha256 not in known
        for one in make_variants(asset)
    )


def assets_of(source: courses.Course) -> dict[str, courses.Asset]:
    """The files that the pages of a course show or offer, by their hashes."""
    return {
        asset.sha256: asset
        for lesson in (*source.lessons, *source.solutions)
        for variant in lesson.variants.values()
        for asset in variant.assets
    }


def store_variants(session: Session, made: Made) -> None:
    """Store the rows of copies whose pictures are stored."""
    session.flush()
    for one in made:
        session.merge(one)


def variant_of(session: Session, sha256: str, width: int) -> AssetVariant | None:
    """The copy of a picture of this width, unless that is the picture itself."""
    found = session.get(AssetVariant, (sha256, width))
    return None if found is None or found.blob == sha256 else found


def _known_among(session: Session, hashes: Sequence[str]) -> set[str]:
    """Those of the pictures whose copies are stored."""
    known: set[str] = set()
    for at in range(0, len(hashes), 500):
        batch = hashes[at : at + 500]
        query = select(AssetVariant.sha256).where(AssetVariant.sha256.in_(batch))
        known.update(session.scalars(query))
    return known
