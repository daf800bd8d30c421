"""`lms catalog publish`: a course folder becomes what its readers see."""

import json
from pathlib import Path

import click

from lms import clock, db
from lms.commands import in_app
from lms.db import transaction
from lms.notebooks.publishing import prepare_assignments
from lms.notebooks.queries import known_hashes
from lms.publishing import services
from lms.publishing.reading import CourseFolder, read_folder
from lms.publishing.services import Published
from lms.storage import blobs


@click.group()
def catalog() -> None:
    """The catalogue of published courses."""


@catalog.command("publish")
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")
@in_app
def publish(path: Path, as_json: bool) -> None:
    """Publish the course in PATH, whole or not at all; unchanged, it changes nothing."""
    folder = read_folder(path)
    published = publish_folder(folder)
    click.echo(_as_json(published, folder) if as_json else _as_text(published))


def publish_folder(folder: CourseFolder) -> Published:
    """Do the slow work first, then publish in one transaction; raises FolderHasErrors."""
    source = folder.read.course
    if source is None or folder.errors:
        raise services.FolderHasErrors(folder.errors)
    known = known_hashes(db.session(), source.slug)
    assignments = prepare_assignments(source.assignments, known)
    with transaction() as session:
        return services.publish(session, blobs(), folder, assignments, at=clock.now())


def _as_text(published: Published) -> str:
    state = f"published ({', '.join(published.changed)})" if published.changed else "unchanged"
    return (
        f"{published.course.slug}: {state}, revision {published.revision.content_hash[:12]}, "
        f"{published.n_lessons} lessons, {published.n_assignments} assignments, "
        f"{published.n_exams} exams"
    )


def _as_json(published: Published, folder: CourseFolder) -> str:
    facts = {
        "slug": published.course.slug,
        "changed": bool(published.changed),
        "changes": list(published.changed),
        "revision": published.revision.content_hash,
        "lessons": published.n_lessons,
        "assignments": published.n_assignments,
        "exams": published.n_exams,
        "warnings": [str(trouble) for trouble in folder.troubles],
    }
    return json.dumps(facts, ensure_ascii=False, indent=2)
