"""What every group of tests shares: a skipped test fails under BAEUM_NO_SKIPS, none has a deadline."""

import os

import hypothesis
import pytest

hypothesis.settings.register_profile("no-clock", deadline=None)
hypothesis.settings.load_profile("no-clock")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail the run if anything was skipped where nothing may be."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if skipped and os.environ.get("BAEUM_NO_SKIPS"):
        reporter.write_line(f"{len(skipped)} skipped, and BAEUM_NO_SKIPS is set", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
