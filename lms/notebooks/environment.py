"""What a grading runs with, as a text that an installer could read."""

import platform
from functools import cache
from importlib.metadata import distributions


@cache
def environment_text() -> str:
    """The Python and every installed package with its version, one a line, in order."""
    packages = {f"{one.name}=={one.version}" for one in distributions() if one.name}
    return "\n".join([f"# Python {platform.python_version()}", *sorted(packages)]) + "\n"
