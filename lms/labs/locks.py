"""What stands in a lock: the Python it is for, then each package with version and hash, one a line."""

import platform


def python_of(lock: str) -> str:
    """The Python that a lock was made for."""
    return lock.partition("\n")[0].removeprefix("# Python ")


def fits_this_python(lock: str) -> bool:
    """Whether packages of the lock can be used by the Python that runs now."""
    return python_of(lock).split(".")[:2] == platform.python_version().split(".")[:2]


def packages_in(lock: str) -> dict[str, str]:
    """Each package of a lock with its version."""
    found = {}
    for line in lock.splitlines()[1:]:
        name, _, number = line.partition(" ")[0].partition("==")
        found[name] = number
    return found
