"""Migrations are one chain, also after two branches each added one."""

import re
from collections import Counter
from pathlib import Path

VERSIONS = Path(__file__).resolve().parents[2] / "lms" / "migrations" / "versions"
REVISION = re.compile(r'^revision: str = "(\w+)"', re.MULTILINE)
DOWN_REVISION = re.compile(r'^down_revision: str \| None = (?:"(\w+)"|None)', re.MULTILINE)


def links() -> dict[str, str]:
    """Each migration with the one before it; the first has an empty one."""
    found = {}
    for path in VERSIONS.glob("*.py"):
        text = path.read_text()
        revision, before = REVISION.search(text), DOWN_REVISION.search(text)
        assert revision, path.name
        assert before, path.name
        found[revision[1]] = before[1] or ""
    return found


def test_no_two_migrations_follow_the_same_one() -> None:
    followers = Counter(links().values())

    assert {before: n for before, n in followers.items() if n > 1} == {}


def test_every_migration_follows_one_that_exists() -> None:
    chain = links()

    assert {before for before in chain.values() if before} <= set(chain)
    assert len(set(chain) - set(chain.values())) == 1
