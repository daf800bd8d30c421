"""On which databases a test of a feature runs; the rule stands in tests/lms/conftest.py."""

import inspect
from collections.abc import Sequence
from zlib import crc32

import pytest

DATABASES = ("sqlite", "postgresql")
ROWS = {"session", "app"}
"""Who takes one of these looks behind the pages."""


def not_asked(items: Sequence[pytest.Item]) -> list[pytest.Item]:
    """The tests that run on the other database."""
    functions = [one for one in items if isinstance(one, pytest.Function)]
    return [one for one in functions if _database_of(one) not in (None, _wanted(one))]


def _database_of(item: pytest.Function) -> str | None:
    """The database that this test is to run on; nothing where it asks none."""
    found = _parameters(item).get("shared_app")
    return None if found is None else DATABASES[found]


def _wanted(item: pytest.Function) -> str | None:
    """The one database that is enough, or the one at hand where both are to be asked."""
    if item.get_closest_marker("any_database"):
        return DATABASES[0]
    if item.get_closest_marker("every_database") or not _is_of_pages(item):
        return _database_of(item)
    name = item.nodeid.partition("[")[0]
    cases = [index for given, index in _parameters(item).items() if given != "shared_app"]
    return DATABASES[(crc32(name.encode()) + max(cases, default=0)) % 2]


def _is_of_pages(item: pytest.Function) -> bool:
    return not ROWS & inspect.signature(item.function).parameters.keys()


def _parameters(item: pytest.Function) -> dict[str, int]:
    """The number of the case by the name of what is given."""
    callspec = getattr(item, "callspec", None)
    return dict(callspec.indices) if callspec else {}
