"""A revision of a course as rows and blobs, a batch at a time."""

import posixpath
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

import courses
from lms.catalog.models import (
    Asset,
    Course,
    CourseRevision,
    LessonBody,
    LessonMaterial,
    LessonPage,
    SolutionBody,
)
from lms.catalog.outline import to_outline
from lms.catalog.pictures import assets_of
from lms.db import Base
from lms.storage import BlobStore

BATCH = 500


def store_revision(
    session: Session,
    storage: BlobStore,
    course: Course,
    source: courses.Course,
    *,
    at: datetime,
    by_id: int | None,
) -> CourseRevision:
    """Store a revision with its pages, materials and files."""
    revision = CourseRevision(
        course_id=course.id,
        content_hash=source.content_hash,
        title=dict(source.title),
        summary=dict(source.summary),
        languages=list(source.languages),
        level=source.level,
        outline=to_outline(source),
        environment=_asked_by(source),
        published_at=at,
        published_by_id=by_id,
    )
    session.add(revision)
    session.flush()
    known = _known_pages(session, source)
    _store_bodies(session, revision, source, known)
    _store_solutions(session, revision, source, known)
    _store_materials(session, storage, revision, source)
    store_files(session, storage, assets_of(source))
    session.flush()
    return revision


def _asked_by(source: courses.Course) -> dict[str, Any]:
    """What the notebooks run with, as `CourseRevision.environment` has it."""
    asked = source.environment
    return {"python": asked.python, "packages": list(asked.packages)} if asked else {}


def _store_bodies(
    session: Session, revision: CourseRevision, source: courses.Course, known: dict[str, int]
) -> None:
    unit_of = {lesson.key: unit.key for unit in source.units for lesson in unit.lessons}
    rows = (
        {
            "revision_id": revision.id,
            "lesson_key": lesson.key,
            "language": variant.language,
            "unit_key": unit_of[lesson.key],
            "position": position,
            "kind": lesson.kind,
            "opened": _opened_by(variant),
            "page_id": _page_id(session, variant, known),
        }
        for position, lesson in enumerate(source.lessons)
        for variant in lesson.variants.values()
    )
    _insert(session, LessonBody, rows)


def _opened_by(variant: courses.LessonVariant) -> dict[str, Any]:
    """The files that the page's cells open, as `LessonBody.opened` has them."""
    assets = {asset.path: asset for asset in variant.assets}
    files = [[path, assets[path].sha256, len(assets[path].data)] for path in variant.opened]
    return {"folder": posixpath.dirname(variant.path), "files": files} if files else {}


def _store_solutions(
    session: Session, revision: CourseRevision, source: courses.Course, known: dict[str, int]
) -> None:
    """The pages for those who teach; `known` has the ids of pages stored so far."""
    rows = (
        {
            "revision_id": revision.id,
            "lesson_key": solution.key,
            "language": variant.language,
            "page_id": _page_id(session, variant, known),
        }
        for solution in source.solutions
        for variant in solution.variants.values()
    )
    _insert(session, SolutionBody, rows)


def _insert(session: Session, model: type[Base], rows: Iterable[Mapping[str, Any]]) -> None:
    """Store rows some at a time: as many as a course has would fill the memory."""
    waiting = iter(rows)
    while batch := list(islice(waiting, BATCH)):
        session.execute(insert(model), batch)


def _known_pages(session: Session, source: courses.Course) -> dict[str, int]:
    """The ids of the stored pages that the course has, by their hashes."""
    lessons = (*source.lessons, *source.solutions)
    hashes = [v.sha256 for lesson in lessons for v in lesson.variants.values()]
    known: dict[str, int] = {}
    for at in range(0, len(hashes), BATCH):
        batch = hashes[at : at + BATCH]
        query = select(LessonPage.sha256, LessonPage.id).where(LessonPage.sha256.in_(batch))
        known.update((sha256, page_id) for sha256, page_id in session.execute(query))
    return known


def _page_id(session: Session, variant: courses.LessonVariant, known: dict[str, int]) -> int:
    """The id of the stored page, which is stored now if it is new."""
    sha256 = variant.sha256
    if sha256 not in known:
        known[sha256] = _store_page(session, sha256, variant)
    return known[sha256]


def _store_page(session: Session, sha256: str, variant: courses.LessonVariant) -> int:
    page = LessonPage(
        sha256=sha256,
        title=variant.title.replace("\0", "")[:300],
        html=variant.html.replace("\0", ""),
        text=variant.text.replace("\0", ""),
        headings=[[h.level, h.id, h.title] for h in variant.headings],
    )
    session.add(page)
    session.flush()
    session.expunge(page)
    return page.id


def _store_materials(
    session: Session, storage: BlobStore, revision: CourseRevision, source: courses.Course
) -> None:
    lessons = (*source.lessons, *source.solutions)
    for material in {m.sha256: m for lesson in lessons for m in lesson.materials}.values():
        storage.put(material.data)
    rows = (
        {
            "revision_id": revision.id,
            "lesson_key": lesson.key,
            "path": material.path,
            "sha256": material.sha256,
            "size": len(material.data),
            "language": material.language or "",
        }
        for lesson in lessons
        for material in lesson.materials
    )
    _insert(session, LessonMaterial, rows)


def store_files(session: Session, storage: BlobStore, used: Mapping[str, courses.Asset]) -> None:
    """Store what pages show, by its hash; what is known is left as it is."""
    known = set(session.scalars(select(Asset.sha256).where(Asset.sha256.in_(used))))
    for sha256, asset in used.items():
        if sha256 not in known:
            storage.put(asset.data)
            session.add(Asset(sha256=sha256, media_type=asset.media_type))
