"""What commands of the `lms` command line share: the application, made when first needed."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import click
from flask import Flask
from flask_babel import force_locale

P = ParamSpec("P")
R = TypeVar("R")


def in_app(command: Callable[P, R]) -> Callable[P, R]:
    """Run the command inside an application context, in English; the database must be migrated."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        make_app: Callable[[], Flask] = click.get_current_context().find_root().obj
        with make_app().app_context(), force_locale("en"):
            return command(*args, **kwargs)

    return run
