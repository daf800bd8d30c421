"""nbgrader's exchange against the LMS, through nbgrader's own classes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from nbgrader.auth import Authenticator
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange import ExchangeError, ExchangeFactory
from traitlets.config import Config, PyFileConfigLoader

from hub_config.lab import client as lab_client
from hub_config.lab.assignments import LmsAssignmentList
from tests.hub_config.machine import PROJECT
from tests.hub_config.notebooks import ASSIGNMENT, SOLVED
from tests.hub_config.stand_in import StandIn

Action = Callable[..., Any]


@pytest.fixture
def home(tmp_path: Path, lms: StandIn, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A lab's home, with its token in the environment."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("BAEUM_INTERNAL_URL", lms.url)
    monkeypatch.setenv("BAEUM_LAB_TOKEN", lms.token_of("u7"))
    return tmp_path


@pytest.fixture
def act(home: Path, lms: StandIn) -> Action:
    """Carry out one action of the exchange on an assignment."""

    def act(kind: str, name: str = "ps1", course: str | None = None, **traits: Any) -> Any:
        config = PyFileConfigLoader("nbgrader_config.py", str(PROJECT / "hub_config")).load_config()
        config.CourseDirectory.course_id = course or lms.course
        config.CourseDirectory.assignment_id = name
        config.LmsExchange.assignment_dir = str(home)
        for trait, value in traits.items():
            config[f"Exchange{kind}"][trait] = value
        return make(kind, config).start()

    return act


def make(kind: str, config: Config) -> Any:
    coursedir, authenticator = CourseDirectory(config=config), Authenticator(config=config)
    build = getattr(ExchangeFactory(config=config), kind)
    return build(coursedir=coursedir, authenticator=authenticator, config=config)


def test_a_released_assignment_is_listed(act: Action, lms: StandIn) -> None:
    listed = act("List")

    assert [(one["assignment_id"], one["status"]) for one in listed] == [("ps1", "released")]
    assert listed[0]["notebooks"][0]["notebook_id"] == "ps1"


def test_team_work_is_listed_with_the_team_and_who_handed_in(act: Action, lms: StandIn) -> None:
    lms.team = ()
    assert "아직 팀이 없어요" in act("List")[0]["notebooks"][0]["notebook_id"]
    lms.team = ("벤", "길")
    (listed,) = act("List")
    assert listed["assignment_id"] == "ps1"
    assert listed["notebooks"][0]["notebook_id"] == "ps1 · 너구리 (벤, 길)"
    act("FetchAssignment")
    act("Submit")
    (handed_in,) = act("List", cached=True)
    assert handed_in["submissions"][0]["timestamp"].endswith(" UTC · 너구리, 길")
    assert handed_in["submissions"][0]["notebooks"][0]["notebook_id"] == "ps1"


def test_a_course_of_others_shows_nothing(act: Action) -> None:
    assert act("List", course="theirs") == []


def test_a_fetched_assignment_lies_in_its_courses_folder(
    act: Action, home: Path, lms: StandIn
) -> None:
    act("FetchAssignment")

    assert (home / lms.course / "ps1" / "ps1.ipynb").read_bytes() == ASSIGNMENT
    assert (home / lms.course / "ps1" / "data.csv").exists()
    assert act("List")[0]["status"] == "fetched"


def test_fetching_again_overwrites_nothing(act: Action, home: Path, lms: StandIn) -> None:
    act("FetchAssignment")
    (home / lms.course / "ps1" / "ps1.ipynb").write_bytes(SOLVED)

    with pytest.raises(ExchangeError, match="이미 가져온"):
        act("FetchAssignment")
    assert (home / lms.course / "ps1" / "ps1.ipynb").read_bytes() == SOLVED


def test_missing_files_come_back_and_others_stay(act: Action, home: Path, lms: StandIn) -> None:
    act("FetchAssignment")
    folder = home / lms.course / "ps1"
    (folder / "ps1.ipynb").write_bytes(SOLVED)
    (folder / "data.csv").unlink()

    act("FetchAssignment", replace_missing_files=True)

    assert (folder / "data.csv").exists()
    assert (folder / "ps1.ipynb").read_bytes() == SOLVED


def test_what_was_handed_in_arrives_whole(act: Action, home: Path, lms: StandIn) -> None:
    act("FetchAssignment")
    folder = home / lms.course / "ps1"
    (folder / "ps1.ipynb").write_bytes(SOLVED)
    (folder / ".ipynb_checkpoints").mkdir()
    (folder / ".ipynb_checkpoints" / "old.ipynb").write_text("old")
    (folder / "passwords").symlink_to("/etc/passwd")

    act("Submit")

    assert set(lms.submissions[0].files) == {"ps1.ipynb", "data.csv", "timestamp.txt"}
    assert lms.submissions[0].files["ps1.ipynb"] == SOLVED
    assert lms.submissions[0].files["timestamp.txt"].endswith(b" UTC")


def test_every_hand_in_is_an_attempt_of_its_own(act: Action, lms: StandIn) -> None:
    act("FetchAssignment")
    act("Submit")
    act("Submit")

    assert len(lms.submissions) == 2
    assert len(act("List", cached=True)[0]["submissions"]) == 2


def test_a_hand_in_whose_answer_was_lost_counts_once(
    act: Action, lms: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    act("FetchAssignment")
    real = lab_client.LmsClient.submit

    def lose_the_answer(*args: Any, **named: Any) -> Any:
        real(*args, **named)
        raise lab_client.LmsRefused(lab_client.AWAY)

    monkeypatch.setattr(lab_client.LmsClient, "submit", lose_the_answer)
    with pytest.raises(ExchangeError):
        act("Submit")
    monkeypatch.setattr(lab_client.LmsClient, "submit", real)
    act("Submit")

    assert len(lms.submissions) == 1


def test_a_closed_assignment_says_so(act: Action, lms: StandIn) -> None:
    act("FetchAssignment")
    lms.is_closed = True

    with pytest.raises(ExchangeError, match="제출 기간이 끝났어요"):
        act("Submit")


def test_nothing_is_handed_in_from_an_empty_folder(act: Action, home: Path, lms: StandIn) -> None:
    (home / lms.course / "ps1").mkdir(parents=True)

    with pytest.raises(ExchangeError, match="노트북이 없어요"):
        act("Submit")


def test_a_folder_too_large_is_refused_before_it_is_sent(
    act: Action, home: Path, lms: StandIn
) -> None:
    act("FetchAssignment")
    with (home / lms.course / "ps1" / "big.bin").open("wb") as big:
        big.truncate(200_000_000)

    with pytest.raises(ExchangeError, match="너무 큰"):
        act("Submit")
    assert not lms.submissions


def test_feedback_comes_into_the_folder_of_its_submission(
    act: Action, home: Path, lms: StandIn
) -> None:
    act("FetchAssignment")
    act("Submit")
    lms.submissions[0].feedback = b"<p>good</p>"

    before = act("List", cached=True)[0]["submissions"][0]
    act("FetchFeedback")
    listed = act("List", cached=True)[0]["submissions"][0]

    assert before["has_exchange_feedback"]
    assert not before["has_local_feedback"]
    assert listed["has_local_feedback"]
    assert not listed["feedback_updated"]
    assert (Path(listed["local_feedback_path"]) / "ps1.html").read_bytes() == b"<p>good</p>"


def test_feedback_that_changed_since_is_marked(act: Action, lms: StandIn) -> None:
    act("FetchAssignment")
    act("Submit")
    lms.submissions[0].feedback = b"first"
    act("FetchFeedback")
    lms.submissions[0].feedback = b"second"

    assert act("List", cached=True)[0]["submissions"][0]["feedback_updated"]


@pytest.mark.parametrize("kind", ["ReleaseAssignment", "ReleaseFeedback", "Collect"])
def test_authors_are_told_that_publishing_releases(act: Action, kind: str) -> None:
    with pytest.raises(ExchangeError, match="게시할 때"):
        act(kind)


@pytest.mark.parametrize("kind", ["List", "FetchAssignment", "FetchFeedback"])
def test_an_lms_that_is_away_is_an_exchange_error(act: Action, lms: StandIn, kind: str) -> None:
    lms.is_away = True

    with pytest.raises(ExchangeError, match="응답하지 않아요"):
        act(kind)


def test_an_expired_token_says_what_to_do(act: Action, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAEUM_LAB_TOKEN", "expired")

    with pytest.raises(ExchangeError, match="다시 열어"):
        act("List")


def test_the_courses_of_the_owner_come_from_the_lms(home: Path, lms: StandIn) -> None:
    config = PyFileConfigLoader("nbgrader_config.py", str(PROJECT / "hub_config")).load_config()

    assert Authenticator(config=config).get_student_courses("*") == [lms.course]


def test_the_list_opens_with_a_course_that_has_an_assignment(home: Path, lms: StandIn) -> None:
    lms.idle = ("a-course", "z-course")

    assert LmsAssignmentList().list_courses() == {
        "success": True,
        "value": [lms.course, "a-course", "z-course"],
    }


@pytest.mark.parametrize("name", ["..", "a/b", ""])
def test_a_name_that_leads_elsewhere_is_refused(act: Action, name: str) -> None:
    with pytest.raises(ExchangeError):
        act("FetchAssignment", name=name)
