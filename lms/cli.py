"""`lms`: the command line. Feature commands live in `lms/<feature>/cli.py`."""

import gc
import os
import sys
from functools import cache

import click
from flask import Flask

from lms.errors import LmsError
from lms.loading import LoadingGroup, loaded
from lms.settings import BadSettings, Settings

COMMANDS = {
    "assignments": "lms.notebooks.cli:assignments",
    "banks": "lms.exams.cli:banks",
    "catalog": "lms.publishing.cli:catalog",
    "certifications": "lms.certifications.cli:certifications",
    "courses": "lms.authoring.cli:courses_group",
    "db": "lms.operations.cli:db",
    "demo": "lms.admin.cli:demo",
    "doctor": "lms.operations.cli:doctor",
    "exams": "lms.exams.analysis_cli:exams",
    "labs": "lms.labs.cli:labs",
    "maintenance": "lms.operations.cli:maintenance",
    "search": "lms.search.cli:search",
    "up": "lms.operations.up:up",
    "users": "lms.admin.cli:users",
    "worker": "lms.operations.cli:run_worker",
}
"""Where each command stands; only the one that is called is loaded."""


@cache
def make_app() -> Flask:
    """The application that the environment describes; what it loaded stays to the end."""
    app: Flask = loaded("lms.app:create_app")(Settings.from_env(os.environ))
    gc.freeze()  # the collector need not look through it again and again
    return app


@click.group(cls=LoadingGroup, places=COMMANDS)
@click.version_option(package_name="baeum", prog_name="lms")
@click.pass_context
def lms(context: click.Context) -> None:
    """Baeum: courses, labs, assignments and exams in one place."""
    context.obj = context.obj or make_app


def main() -> None:
    """Run a command; what is wrong is one clear sentence."""
    try:
        lms()
    except (BadSettings, LmsError) as error:
        sys.exit(f"lms: {error}")
