"""The sandbox of this installation: what grades in it, and what it has at hand."""

import platform
from collections.abc import Callable
from functools import cache
from importlib.metadata import distributions

from flask import current_app

from assessments.notebooks import GradeReport, SandboxUnavailable, available_level
from lms.settings import Mode, Settings


def grader() -> Callable[..., GradeReport]:
    """What runs a notebook; raises SandboxUnavailable where it may not run here."""
    settings: Settings = current_app.extensions["settings"]
    if settings.mode is Mode.PRODUCTION and available_level() == "none":
        raise SandboxUnavailable("production grades only in namespaces")
    found: Callable[..., GradeReport] = current_app.extensions["grader"]
    return found


@cache
def environment_text() -> str:
    """The Python and every installed package with its version, one a line, in order."""
    packages = {f"{one.name}=={one.version}" for one in distributions() if one.name}
    return "\n".join([f"# Python {platform.python_version()}", *sorted(packages)]) + "\n"
