"""`lms users import` and `lms demo`: people together with their cohorts."""

import json
import sys
from pathlib import Path

import click
from flask import current_app

from lms import clock, db
from lms.accounts.cli import users
from lms.accounts.demo import DEMO_PEOPLE, create_demo_people, demo_password, refuse_unless_demo
from lms.admin.demo import make_demo_world
from lms.admin.people_import import ImportResult
from lms.admin.people_import import import_people as import_file
from lms.commands import in_app
from lms.settings import Settings


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="The result as JSON.")
@in_app
def import_people(file: Path, as_json: bool) -> None:
    """Add people from a CSV: e-mail, name, and if wanted role and scope, or cohort.

    Headings may be English or Korean, the file UTF-8 or CP949. If any row is
    bad, nothing is done and every bad row is named.
    """
    with db.transaction() as session:
        result = import_file(session, file.read_bytes(), at=clock.now())
    print(_as_json(result) if as_json else _as_text(result))
    if result.problems:
        sys.exit(1)


@click.group()
def demo() -> None:
    """The people and the cohort of a demo installation."""


@demo.command("create")
@in_app
def create_demo() -> None:
    """Add what is missing of the demo people and their cohort; what is there stays."""
    settings: Settings = current_app.extensions["settings"]
    password = demo_password(settings)
    with db.transaction() as session:
        people = create_demo_people(session, password, at=clock.now())
        by_name = {user.email.partition("@")[0]: user for user in people}
        cohort = make_demo_world(session, by_name, at=clock.now())
    print(f"{len(people)} demo people, cohort: {cohort.name}")


@demo.command("accounts")
@in_app
def show_accounts() -> None:
    """The addresses of the demo people and their password."""
    settings: Settings = current_app.extensions["settings"]
    refuse_unless_demo(settings)
    for person in DEMO_PEOPLE:
        print(f"  {person.email:<26} {person.role}")
    print(f"  password: {demo_password(settings)}")


def _as_text(result: ImportResult) -> str:
    if result.problems:
        lines = [f"line {problem.line}: {problem.sentence}" for problem in result.problems]
        return "\n".join([*lines, "nothing was done"])
    return f"{len(result.created)} added, {result.n_unchanged} were there already"


def _as_json(result: ImportResult) -> str:
    facts = {
        "created": [user.email for user in result.created],
        "unchanged": result.n_unchanged,
        "problems": [
            {"line": problem.line, "code": problem.code, "reason": problem.sentence}
            for problem in result.problems
        ],
    }
    return json.dumps(facts, ensure_ascii=False, indent=2)


users.add_command(import_people)
