"""What every group of tests shares: skipped tests fail under BAEUM_NO_SKIPS, chance is repeatable.

Property tests try the same examples in every run, so that a change, and nothing else, turns
them red. `make fuzz` tries others.
"""

import os

import hypothesis
import pytest

hypothesis.settings.register_profile("repeatable", deadline=None, derandomize=True)
hypothesis.settings.register_profile("chance", deadline=None, max_examples=1000)
hypothesis.settings.load_profile("repeatable")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--every-database",
        action="store_true",
        help="run every test of a feature on SQLite and on PostgreSQL (tests/lms/conftest.py)",
    )


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail the run if anything was skipped where nothing may be."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if skipped and os.environ.get("BAEUM_NO_SKIPS"):
        reporter.write_line(f"{len(skipped)} skipped, and BAEUM_NO_SKIPS is set", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
