"""`lms catalog publish`: a folder, a zip or a repository becomes what its readers see."""

import json
from dataclasses import asdict
from typing import Any

import click
from flask import current_app

from lms import clock, db
from lms.bars import page_bar
from lms.catalog.changes import Changes
from lms.commands import in_app
from lms.db import transaction
from lms.intake.incoming import laid_down, slug_or_none
from lms.labs.installed import to_be_built
from lms.publishing.arriving import keep_draft, publish_kept
from lms.publishing.kept import Kept
from lms.publishing.models import Edition, EditionState
from lms.publishing.services import Published
from lms.publishing.taking import take
from lms.storage import blobs


@click.group()
def catalog() -> None:
    """The catalogue of published courses."""


@catalog.command("publish")
@click.argument("place", metavar="PATH")
@click.option("--slug", help="The course's permanent name, whatever it calls itself.")
@click.option("--draft", "is_draft", is_flag=True, help="Keep it as a draft; readers see nothing.")
@click.option("--ref", default="", help="Of a repository: a branch, a tag or a commit.")
@click.option("--folder", "below", default="", help="The course lies in this folder of it.")
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")
@in_app
def publish(
    *, place: str, slug: str | None, is_draft: bool, ref: str, below: str, as_json: bool
) -> None:
    """Publish the course in PATH, whole or not at all; unchanged, it changes nothing.

    PATH is a folder, a zip file, or the address of a git repository (https, ssh, file);
    `address#name` takes a branch or tag of it.
    """
    wanted = slug_or_none(slug)
    with (
        laid_down(place, ref=ref, below=below) as incoming,
        page_bar("reading pages", is_wanted=not as_json) as progress,
    ):
        session, path, origin = db.session(), incoming.path, incoming.origin
        kept = take(session, blobs(), path, origin, slug=wanted, progress=progress)
    if is_draft:
        with transaction() as session:
            edition = keep_draft(session, blobs(), kept, at=clock.now())
        facts = _facts(kept, edition)
        text = f"{facts['course']}: draft {edition.number}, readers see nothing of it yet"
    else:
        with transaction() as session:
            published, edition = publish_kept(session, blobs(), kept, at=clock.now())
        is_built = published.course.slug not in _to_be_built()
        facts = _facts(kept, edition) | _changes(published) | {"environment_built": is_built}
        text = _as_text(published) + ("" if is_built else _BUILD.format(published.course.slug))
    click.echo(json.dumps(facts, ensure_ascii=False, indent=2) if as_json else text)


_BUILD = "\n{0} asks for another environment than is built. Next: lms labs build {0} (until then its grading may wait)"


def _to_be_built() -> list[str]:
    return to_be_built(db.session(), current_app.extensions["settings"])


def _as_text(published: Published) -> str:
    state = f"published ({', '.join(published.changed)})" if published.changed else "unchanged"
    warnings = "".join(f"{trouble}\n" for trouble in published.contradictions)
    return (
        f"{warnings}{published.course.slug}: {state}, revision {published.revision.content_hash[:12]}, "
        f"{published.n_lessons} lessons, {published.n_assignments} assignments, "
        f"{published.n_exams} exams"
    )


def _facts(kept: Kept, edition: Edition) -> dict[str, Any]:
    """What is true of a course whether it was published or kept as a draft."""
    course = kept.folder.read.course
    revision = edition.revision
    return {
        "course": edition.course.slug,
        "slug": edition.course.slug,
        "state": str(edition.state),
        "edition": edition.number,
        "revision": revision.content_hash if revision else None,
        "from": asdict(edition.origin),
        "is_new": edition.state is EditionState.DRAFT,
        "changed": False,
        "changes": [],
        "lessons": len(course.lessons) if course else 0,
        **_lesson_facts(Changes(**edition.changes)),
        "assignments": len(kept.assignments),
        "exams": len(kept.folder.exams),
        "warnings": [str(trouble) for trouble in kept.folder.troubles],
        "problems": [asdict(trouble) for trouble in kept.folder.troubles],
    }


def _changes(published: Published) -> dict[str, Any]:
    return {
        "is_new": bool(published.changed),
        "changed": bool(published.changed),
        "changes": list(published.changed),
        "contradictions": [str(trouble) for trouble in published.contradictions],
        **_lesson_facts(published.lessons),
    }


def _lesson_facts(changes: Changes) -> dict[str, Any]:
    return {
        "added": list(changes.added),
        "lessons_changed": list(changes.changed),
        "removed": list(changes.removed),
        "unchanged": len(changes.unchanged),
    }
