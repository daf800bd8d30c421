"""`lms`: the command line. Feature commands live in `lms/<feature>/cli.py`."""

import os
import sys
from functools import cache

import click
from flask import Flask

from lms.accounts import cli as accounts
from lms.admin import cli as admin
from lms.app import create_app
from lms.authoring import cli as authoring
from lms.errors import LmsError
from lms.exams import analysis_cli
from lms.exams import cli as exams
from lms.notebooks import cli as notebooks
from lms.operations import cli as operations
from lms.publishing import cli as publishing
from lms.search import cli as search
from lms.settings import BadSettings, Settings


@cache
def make_app() -> Flask:
    """The application that the environment describes."""
    return create_app(Settings.from_env(os.environ))


@click.group()
@click.version_option(package_name="baeum", prog_name="lms")
@click.pass_context
def lms(context: click.Context) -> None:
    """Baeum: courses, labs, assignments and exams in one place."""
    context.obj = context.obj or make_app


for command in (
    operations.up,
    operations.doctor,
    operations.db,
    operations.maintenance,
    operations.run_worker,
    exams.banks,
    analysis_cli.exams,
    notebooks.assignments,
    authoring.courses_group,
    publishing.catalog,
    accounts.users,
    admin.demo,
    search.search,
):
    lms.add_command(command)
accounts.users.add_command(admin.import_people)


def main() -> None:
    """Run a command; what is wrong is one clear sentence."""
    try:
        lms()
    except (BadSettings, LmsError) as error:
        sys.exit(f"lms: {error}")
