"""The command line loads what a command needs, and nothing else."""

import subprocess
import sys

import click
import pytest

from lms.cli import COMMANDS, lms

CHECK = """
import sys
from click.testing import CliRunner
from lms.cli import lms
result = CliRunner().invoke(lms, ["courses", "check", sys.argv[1]])
assert result.exit_code == 0, result.output
print(*sys.modules)
"""


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_stands_where_it_is_looked_for(name):
    command = lms.get_command(click.Context(lms), name)

    assert command is not None
    assert command.name == name


def test_people_are_imported_by_a_command_beside_those_of_accounts():
    users = lms.get_command(click.Context(lms), "users")

    assert isinstance(users, click.Group)
    assert "import" in users.commands


def test_a_check_loads_no_application_no_database_and_no_notebook_runner(tmp_path):
    (tmp_path / "README.md").write_text("# One page\n\nSome words.\n", encoding="utf-8")

    done = subprocess.run(
        [sys.executable, "-c", CHECK, str(tmp_path)], capture_output=True, text=True, check=True
    )

    assert not {"lms.app", "sqlalchemy", "nbformat"} & set(done.stdout.split())
