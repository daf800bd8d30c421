"""What a lesson needs arrives in the home."""

import json
from pathlib import Path

import pytest

from hub_config.lab.client import LmsClient, LmsRefused
from hub_config.lab.materials import deliver
from tests.hub_config.notebooks import NEWER, PLAIN
from tests.hub_config.stand_in import StandIn

NOTEBOOK = "ai-foundations/02-python/01-values.ipynb"


def deliver_to(home: Path, lms: StandIn, lesson: str = "values") -> str:
    return deliver(LmsClient(lms.url, lms.token_of("u7")), home, "ai-2026", lesson, "ko")


def test_the_notebook_and_its_data_arrive(lms: StandIn, tmp_path: Path) -> None:
    assert deliver_to(tmp_path, lms) == NOTEBOOK
    assert (tmp_path / NOTEBOOK).read_bytes() == PLAIN
    assert (tmp_path / "ai-foundations/02-python/data/sales.csv").exists()


def test_a_changed_notebook_stays_and_the_new_version_comes_beside(
    lms: StandIn, tmp_path: Path
) -> None:
    deliver_to(tmp_path, lms)
    (tmp_path / NOTEBOOK).write_text("my work")
    lms.materials[NOTEBOOK] = NEWER

    assert deliver_to(tmp_path, lms) == NOTEBOOK

    new = (tmp_path / NOTEBOOK).with_name("01-values (새 버전).ipynb")
    assert (tmp_path / NOTEBOOK).read_text() == "my work"
    assert new.read_bytes() == NEWER


def test_an_unchanged_notebook_is_brought_up_to_date(lms: StandIn, tmp_path: Path) -> None:
    deliver_to(tmp_path, lms)
    lms.materials[NOTEBOOK] = NEWER

    deliver_to(tmp_path, lms)

    assert (tmp_path / NOTEBOOK).read_bytes() == NEWER
    assert len(list((tmp_path / NOTEBOOK).parent.glob("*.ipynb"))) == 1


def test_a_notebook_that_was_only_opened_is_brought_up_to_date(
    lms: StandIn, tmp_path: Path
) -> None:
    deliver_to(tmp_path, lms)
    opened = json.loads(PLAIN)
    opened["metadata"]["language_info"] = {"name": "python"}
    (tmp_path / NOTEBOOK).write_text(json.dumps(opened, indent=1))
    lms.materials[NOTEBOOK] = NEWER

    deliver_to(tmp_path, lms)

    assert (tmp_path / NOTEBOOK).read_bytes() == NEWER


def test_a_deleted_notebook_comes_back(lms: StandIn, tmp_path: Path) -> None:
    deliver_to(tmp_path, lms)
    (tmp_path / NOTEBOOK).unlink()

    deliver_to(tmp_path, lms)

    assert (tmp_path / NOTEBOOK).read_bytes() == PLAIN


@pytest.mark.parametrize("path", ["../outside.txt", "/etc/x", "a/../../b"])
def test_a_path_out_of_the_home_is_refused(lms: StandIn, tmp_path: Path, path: str) -> None:
    lms.materials = {path: b"x"}

    with pytest.raises(LmsRefused):
        deliver_to(tmp_path / "home", lms)
    assert not (tmp_path / "outside.txt").exists()


def test_a_folder_in_the_way_is_named(lms: StandIn, tmp_path: Path) -> None:
    (tmp_path / NOTEBOOK).mkdir(parents=True)

    with pytest.raises(LmsRefused, match=r"01-values\.ipynb"):
        deliver_to(tmp_path, lms)


def test_an_unknown_lesson_is_a_sentence(lms: StandIn, tmp_path: Path) -> None:
    with pytest.raises(LmsRefused, match="찾을 수 없어요"):
        deliver_to(tmp_path, lms, "nothing")


def test_an_lms_that_is_away_is_a_sentence(tmp_path: Path) -> None:
    client = LmsClient("http://127.0.0.1:9", "token")

    with pytest.raises(LmsRefused, match="응답하지 않아요"):
        deliver(client, tmp_path, "ai-2026", "values", "ko")
