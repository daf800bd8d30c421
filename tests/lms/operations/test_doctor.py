"""The doctor says what is right and what is wrong."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from lms.cli import lms
from lms.db import make_engine
from lms.operations import answering, doctor, migrations
from lms.operations.findings import Verdict
from lms.settings import Mode, Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    env = {"BAEUM_DATA_DIR": str(tmp_path), "BAEUM_WEB_PORT": "9", "BAEUM_HUB_PORT": "10"}
    return Settings.from_env(env)


def test_an_empty_database_wants_its_migrations(settings: Settings) -> None:
    engine = make_engine(settings.database_url)
    before = doctor.check_migrations(engine)
    migrations.upgrade(engine)
    after = doctor.check_migrations(engine)
    engine.dispose()

    assert (before.verdict, after.verdict) == (Verdict.WRONG, Verdict.OK)
    assert "lms db upgrade" in before.detail


def test_a_secret_that_others_can_read_is_named(settings: Settings) -> None:
    settings.secret("secret_key")
    assert doctor.check_secrets(settings).verdict is Verdict.OK

    (settings.secrets_dir / "secret_key").chmod(0o644)
    finding = doctor.check_secrets(settings)

    assert finding.verdict is Verdict.WRONG
    assert "secret_key" in finding.detail


def test_a_folder_of_data_that_others_can_open_is_named(settings: Settings) -> None:
    (settings.data_dir / "db").mkdir(mode=0o700)
    assert doctor.check_folders(settings).verdict is Verdict.OK

    (settings.data_dir / "db").chmod(0o755)
    finding = doctor.check_folders(settings)

    assert finding.verdict is Verdict.WARNING
    assert "db" in finding.detail


def test_labs_that_share_one_name_in_production_are_a_warning(settings: Settings) -> None:
    public = replace(settings, mode=Mode.PRODUCTION)
    own = replace(public, hub_subdomain_host="https://labs.example.org")

    verdicts = [doctor.check_lab_names(each).verdict for each in (settings, public, own)]

    assert verdicts == [Verdict.OK, Verdict.WARNING, Verdict.OK]


def test_what_does_not_run_is_wrong(settings: Settings) -> None:
    assert answering.check_web(settings).verdict is Verdict.WRONG
    assert answering.check_hub(settings).verdict is Verdict.WRONG
    assert answering.check_queue(settings).verdict is Verdict.WRONG


def test_the_report_is_also_json_and_the_exit_code_says_whether_all_is_well(app: Flask) -> None:
    answer = CliRunner().invoke(lms, ["doctor", "--json"], obj=lambda: app)

    findings = json.loads(answer.output)
    assert {"database", "migrations", "hub", "sandbox", "disk"} <= {
        row["check"] for row in findings
    }
    assert answer.exit_code == 1
