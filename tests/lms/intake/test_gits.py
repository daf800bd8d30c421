"""Repositories are fetched quietly: no prompt, no hook, no other protocol, nothing left behind."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from lms.errors import LmsError
from lms.intake import gits
from lms.intake.errors import BadGitAddress, GitFailed
from lms.intake.incoming import laid_down


@pytest.fixture(autouse=True)
def _in_a_request(app_context: None) -> None:
    """Sentences are translated, which needs an application."""


def git(folder: Path, *words: str) -> str:
    done = subprocess.run(
        ["git", "-c", "user.name=a", "-c", "user.email=a@b.example", "-c", "init.defaultBranch=main", "-c", "protocol.file.allow=always", *words],
        cwd=folder, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with a branch, a tag, a submodule and a file of git-lfs."""
    other = tmp_path / "other"
    other.mkdir()
    git(other, "init", "-q")
    (other / "secret.md").write_text("# no")
    git(other, "add", ".")
    git(other, "commit", "-qm", "one")
    made = tmp_path / "내 강의"
    made.mkdir()
    git(made, "init", "-q")
    (made / "README.md").write_text("# First")
    (made / ".gitattributes").write_text("*.bin filter=lfs diff=lfs merge=lfs -text\n")
    pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n"
    (made / "big.bin").write_text(pointer)
    git(made, "submodule", "add", "-q", other.as_uri(), "sub")
    git(made, "add", ".")
    git(made, "commit", "-qm", "first")
    git(made, "tag", "v1")
    (made / "README.md").write_text("# Second")
    git(made, "commit", "-qam", "second")
    git(made, "branch", "도움말", "v1")
    return made


@pytest.mark.parametrize(
    ("behind", "title"),
    [("", "# Second"), ("#v1", "# First"), ("#도움말", "# First"), ("#main", "# Second")],
)
def test_a_repository_is_laid_down(repository: Path, behind: str, title: str) -> None:
    with laid_down(f"file://{repository}{behind}") as incoming:
        assert (incoming.path / "README.md").read_text() == title
        assert list((incoming.path / "sub").iterdir()) == []
        assert (incoming.path / "big.bin").read_text().startswith("version https://git-lfs")
        assert not (incoming.path / ".git" / "hooks").exists()
        assert incoming.origin.detail.startswith(f"file://{repository}{behind} ")
        place = incoming.path

    assert not place.exists()


def test_a_state_can_be_named_by_an_option(repository: Path) -> None:
    with laid_down(f"file://{repository}", ref="v1") as incoming:
        assert (incoming.path / "README.md").read_text() == "# First"


@pytest.mark.parametrize(
    "address",
    [
        "ext::sh -c 'touch /tmp/x'",
        "fd::17",
        "http://example.org/a.git",
        "git://example.org/a.git",
        "ftp://example.org/a.git",
        "--upload-pack=touch://x",
        "ssh://-oProxyCommand=x/a",
        "https://example.org/a#--upload-pack=x",
        "https://example.org/a#a..b",
        "https://example.org/a\nb",
        "transport::https://example.org",
    ],
)
def test_an_address_that_could_do_something_else_is_refused(address: str) -> None:
    assert gits.is_git_address(address)
    with pytest.raises(BadGitAddress) as refused, laid_down(address):
        pass

    assert "\n" not in refused.value.reason


def test_a_repository_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(GitFailed) as failed:
        gits.fetch(gits.git_address(f"file://{tmp_path}/none"), tmp_path / "in")

    assert "\n" not in failed.value.reason
    assert not (tmp_path / "in").exists()


def test_a_state_that_is_not_there_is_one_sentence(repository: Path, tmp_path: Path) -> None:
    with pytest.raises(GitFailed):
        gits.fetch(gits.git_address(f"file://{repository}#none"), tmp_path / "in")


def test_time_is_up_when_it_is_up(repository: Path, tmp_path: Path) -> None:
    with pytest.raises(GitFailed):
        gits.fetch(gits.git_address(f"file://{repository}"), tmp_path / "in", max_seconds=-1)

    assert not (tmp_path / "in").exists()


def test_a_password_is_neither_shown_nor_kept() -> None:
    address = gits.git_address("https://user:secret@example.org/a/book.git")

    assert address.shown == "https://example.org/a/book.git"
    assert address.name == "book"


def test_links_in_a_repository_lead_nowhere_else(repository: Path) -> None:
    (repository / "passwd.md").symlink_to("/etc/passwd")
    git(repository, "add", ".")
    git(repository, "commit", "-qm", "link")

    with pytest.raises(LmsError), laid_down(f"file://{repository}", below="../.."):
        pass
    with laid_down(f"file://{repository}") as incoming:
        assert (incoming.path / "passwd.md").is_symlink()
