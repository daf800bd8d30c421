"""`lms labs`: what courses' notebooks run with, built and put away."""

import json
import sys
from pathlib import Path
from typing import Any

import click
from flask import current_app

from lms import clock, db
from lms.catalog.models import Course
from lms.commands import in_app
from lms.db import transaction
from lms.labs import building
from lms.labs.environment_models import CourseEnvironment
from lms.labs.environment_queries import (
    asking_courses,
    course_by_slug,
    newest_environment,
    present_environments,
)
from lms.labs.environment_services import record_environment
from lms.labs.installed import environments_folder, folder_of, to_be_built
from lms.labs.locking import BuildFailed, Tell
from lms.labs.locks import fits_this_python
from lms.storage import MissingBlob, blobs


@click.group()
def labs() -> None:
    """The environments that courses' notebooks run in, in labs and in the grader."""


@labs.command("build")
@click.argument("slug", metavar="COURSE")
@click.option("--upgrade", is_flag=True, help="Find new versions instead of the locked ones.")
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")
@in_app
def build(slug: str, *, upgrade: bool, as_json: bool) -> None:
    """Install what COURSE asks for, at exact versions; built already, nothing changes.

    Packages come from where pip is set up to take them. What is running keeps what it has.
    """
    course = course_by_slug(db.session(), slug)
    if course.current_revision and course.current_revision.environment:
        facts = _build(course, upgrade=upgrade, is_quiet=as_json)
        text = "{course}: {state}, {packages} packages, Python {python}, {folder}"
    else:
        building.unname_kernel(_folder(), slug)
        facts = {"course": slug, "state": "usual"}
        text = "{course}: asks for nothing of its own, so it runs in the usual Python"
    click.echo(json.dumps(facts, ensure_ascii=False, indent=2) if as_json else text.format(**facts))


def _build(course: Course, *, upgrade: bool, is_quiet: bool) -> dict[str, Any]:
    """Build, then let labs and grader use it; nothing is held in the database meanwhile."""
    slug, title = course.slug, next(iter(course.title.values()), course.slug)
    asked = dict(course.current_revision.environment) if course.current_revision else {}
    newest = newest_environment(db.session(), course.id)
    known = _lock_of(newest) if newest and newest.asked == asked and not upgrade else None
    db.session().rollback()
    try:
        lock = building.build(_folder(), asked, known, _tell(is_quiet=is_quiet))
    except BuildFailed as problem:
        click.echo(f"lms labs: {slug} was not built, all is as it was:\n{problem}", err=True)
        sys.exit(2)
    with transaction() as session:
        course = course_by_slug(session, slug)
        made, is_new = record_environment(session, blobs(), course, asked, lock, at=clock.now())
        facts = _facts(slug, made) | {"state": "built" if is_new else "unchanged"}
    building.name_kernel(_folder(), slug, title, facts["lock"])
    return facts


@labs.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
@in_app
def list_environments(*, as_json: bool) -> None:
    """Say of each course that asks for an environment whether it is there; exit 1 if any is not."""
    session = db.session()
    missing = to_be_built(session, current_app.extensions["settings"])
    rows = []
    for course in asking_courses(session):
        newest = newest_environment(session, course.id)
        facts = _facts(course.slug, newest) if newest else {"course": course.slug}
        rows.append(facts | {"state": "not built" if course.slug in missing else "ready"})
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        for row in rows:
            hint = "" if row["state"] == "ready" else f": lms labs build {row['course']}"
            click.echo(f"{row['course']}: {row['state']}{hint}")
    sys.exit(any(row["state"] != "ready" for row in rows))


@labs.command("clean")
@in_app
def clean() -> None:
    """Remove what is installed for no course any more; locks stay, so all can be built again.

    Kernels that still run with it lose what they have not loaded yet.
    """
    used = [one.lock for one in present_environments(db.session()).values()]
    gone = building.remove_unused(_folder(), used)
    click.echo(f"removed: {', '.join(gone)}" if gone else "nothing to remove")


def _lock_of(environment: CourseEnvironment) -> str | None:
    """The lock to build again from; None where it is lost or for another Python."""
    try:
        lock = blobs().get(environment.lock).decode()
    except MissingBlob:
        return None
    return lock if fits_this_python(lock) else None


def _facts(slug: str, environment: CourseEnvironment) -> dict[str, Any]:
    return {
        "course": slug,
        "packages": environment.n_packages,
        "python": environment.python,
        "lock": environment.lock,
        "built_at": environment.built_at.isoformat(),
        "folder": str(folder_of(_folder(), environment.lock)),
    }


def _tell(*, is_quiet: bool) -> Tell:
    return (lambda _: None) if is_quiet else lambda line: click.echo(f"  {line}")


def _folder() -> Path:
    return environments_folder(current_app.extensions["settings"])
