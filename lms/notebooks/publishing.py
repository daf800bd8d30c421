"""Assignments of a course folder on their way into the database."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select, update
from sqlalchemy.orm import Session

import courses
from assessments.notebooks import BadNotebook, NotReleasable, ReleasedAssignment, release_assignment
from lms.catalog.models import Course
from lms.errors import Invalid
from lms.notebooks.archives import pack
from lms.notebooks.models import Assignment, AssignmentVersion
from lms.storage import BlobStore

FORMAT = b"1"
"""Part of every content hash; raised when the release steps change what they make."""


class NotAnAssignment(Invalid):
    """An author's notebook cannot be released."""

    code = "not_an_assignment"


@dataclass(frozen=True)
class PreparedAssignment:
    """An assignment ready to be stored; `released` is None when that version is known."""

    source: courses.AssignmentSource
    notebook: bytes
    content_hash: str
    files: dict[str, bytes]
    released: ReleasedAssignment | None

    @property
    def notebook_name(self) -> str:
        """The file that trainees work in."""
        return f"{self.source.name}.ipynb"


def prepare_assignments(
    sources: Iterable[courses.AssignmentSource], known: frozenset[str] = frozenset()
) -> tuple[PreparedAssignment, ...]:
    """Release each assignment that is not known by its hash; takes seconds, so call it
    before the transaction. Raises NotAnAssignment.
    """
    return tuple(_prepare(source, known) for source in sources)


def _prepare(source: courses.AssignmentSource, known: frozenset[str]) -> PreparedAssignment:
    folder = source.notebook.parent
    files = {_name(path, folder): path.read_bytes() for path in source.files}
    notebook = source.notebook.read_bytes()
    content_hash = _hash_of(source.name, notebook, files)
    released = None
    if content_hash not in known:
        autotests = files.get("autotests.yml")
        try:
            released = release_assignment(
                notebook, files=files, autotests=autotests.decode() if autotests else None
            )
        except (BadNotebook, NotReleasable) as problem:
            raise NotAnAssignment(f"{source.notebook.name}: {problem}") from problem
    return PreparedAssignment(source, notebook, content_hash, files, released)


def _name(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()


def _hash_of(name: str, notebook: bytes, files: dict[str, bytes]) -> str:
    digest = hashlib.sha256(FORMAT)
    for part in (
        name.encode(),
        notebook,
        *(x for f in sorted(files) for x in (f.encode(), files[f])),
    ):
        digest.update(hashlib.sha256(part).digest())
    return digest.hexdigest()


def publish_assignments(
    session: Session,
    storage: BlobStore,
    course: Course,
    prepared: Iterable[PreparedAssignment],
    *,
    at: datetime,
) -> list[Assignment]:
    """Make these the course's assignments; one that is gone keeps its submissions."""
    published = [
        _publish(session, storage, course, each, position, at=at)
        for position, each in enumerate(prepared)
    ]
    kept = [assignment.id for assignment in published]
    session.execute(
        update(Assignment)
        .where(Assignment.course_id == course.id, Assignment.id.not_in(kept))
        .values(current_version_id=None)
    )
    return published


def _publish(
    session: Session,
    storage: BlobStore,
    course: Course,
    prepared: PreparedAssignment,
    position: int,
    *,
    at: datetime,
) -> Assignment:
    source = prepared.source
    assignment = session.scalar(
        select(Assignment).where(Assignment.course_id == course.id, Assignment.name == source.name)
    )
    if assignment is None:
        assignment = Assignment(course_id=course.id, name=source.name)
        session.add(assignment)
    assignment.title, assignment.summary = dict(source.title), dict(source.summary)
    assignment.minutes, assignment.position = source.minutes, position
    session.flush()
    assignment.current_version = _version(session, storage, assignment, prepared, at=at)
    session.flush()
    return assignment


def _version(
    session: Session,
    storage: BlobStore,
    assignment: Assignment,
    prepared: PreparedAssignment,
    *,
    at: datetime,
) -> AssignmentVersion:
    known = session.scalar(
        select(AssignmentVersion).where(
            AssignmentVersion.assignment_id == assignment.id,
            AssignmentVersion.content_hash == prepared.content_hash,
        )
    )
    if known is not None:
        return known
    released = prepared.released or release_assignment(prepared.notebook)
    name, files = prepared.notebook_name, prepared.files
    fetched = {k: v for k, v in files.items() if k != "autotests.yml"}
    marked = _marked(released.notebook, prepared.content_hash)
    version = AssignmentVersion(
        assignment_id=assignment.id,
        content_hash=prepared.content_hash,
        source_blob=storage.put(pack({**files, name: prepared.notebook})),
        key_blob=storage.put(released.key),
        release_blob=storage.put(pack({**fetched, name: marked})),
        max_score=released.max_score,
        cells=[
            {
                "grade_id": cell.grade_id,
                "kind": str(cell.kind),
                "points": float(cell.points),
                "label": cell.label,
            }
            for cell in released.cells
        ],
        created_at=at,
    )
    session.add(version)
    session.flush()
    return version


def _marked(notebook: bytes, content_hash: str) -> bytes:
    """The notebook with the version it was made from, so that a submission names its own."""
    content = json.loads(notebook)
    content["metadata"]["baeum"] = {"version": content_hash}
    return json.dumps(content, ensure_ascii=False, indent=1).encode() + b"\n"
