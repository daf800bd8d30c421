"""`lms catalog publish`: a course folder becomes what its readers see."""

import json
from dataclasses import asdict

import click

from lms import clock, db
from lms.commands import in_app
from lms.db import transaction
from lms.notebooks.publishing import prepare_assignments
from lms.notebooks.queries import known_hashes
from lms.publishing import services
from lms.publishing.arrivals import course_folder
from lms.publishing.reading import CourseFolder, read_folder, under_name
from lms.publishing.services import Published
from lms.storage import blobs


@click.group()
def catalog() -> None:
    """The catalogue of published courses."""


@catalog.command("publish")
@click.argument("path")
@click.option("--slug", help="Publish under this name instead of the course's own.")
@click.option("--ref", help="The branch or tag of a git repository.")
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")
@in_app
def publish(path: str, slug: str | None, ref: str | None, as_json: bool) -> None:
    """Publish the course in PATH, whole or not at all; unchanged, it changes nothing.

    PATH is a folder, a Markdown file or notebook, a zip archive, or the address of a git
    repository (https, ssh, file; `#branch` behind it names a branch or tag).
    """
    with course_folder(path, ref) as place:
        folder = under_name(read_folder(place), slug)
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
        "course": published.course.slug,
        "is_new": bool(published.changed),
        "changed": bool(published.changed),
        "changes": list(published.changed),
        "revision": published.revision.content_hash,
        "lessons": published.n_lessons,
        "added": list(published.lessons.added),
        "lessons_changed": list(published.lessons.changed),
        "removed": list(published.lessons.removed),
        "unchanged": len(published.lessons.unchanged),
        "assignments": published.n_assignments,
        "exams": published.n_exams,
        "warnings": [str(trouble) for trouble in folder.troubles],
        "problems": [asdict(trouble) for trouble in folder.troubles],
    }
    return json.dumps(facts, ensure_ascii=False, indent=2)
