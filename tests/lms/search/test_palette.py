"""The palette's quick answers: pages of one's role first, then contents."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from lms.accounts.models import User
from lms.search.places import PLACES, initials, is_named
from tests.lms.people import World
from tests.lms.search.conftest import Publish

ClientOf = Callable[[User], FlaskClient]
Ask = Callable[..., list[str]]


@pytest.fixture
def ask(client_of: ClientOf, world: World) -> Ask:
    def quick(words: str, who: User | None = None) -> list[str]:
        answer = client_of(who or world.ben).get("/search/quick", query_string={"q": words}).json
        return [item["href"] for group in answer["groups"] for item in group["items"]]

    return quick


@pytest.mark.parametrize("words", ["캘린더", "달력", "calen", "일정", "ㅋㄹㄷ", "ㄷㄹ", "CALENDAR"])
def test_a_page_is_found_by_its_names_and_their_initials(ask: Ask, words: str) -> None:
    assert ask(words)[0] == "/calendar"


def test_no_words_offer_the_pages_of_ones_role(ask: Ask, world: World) -> None:
    assert "/calendar" in ask("")
    assert "/people" not in ask("")
    assert "/people" in ask("", world.eun)
    assert "/system" not in ask("", world.eun)
    assert "/system" in ask("", world.fay)


def test_the_pages_of_a_course_are_found(publish: Publish, ask: Ask, world: World) -> None:
    publish()

    assert f"/runs/{world.run.id}/assignments" in ask("과제")
    assert f"/runs/{world.run.id}/gradebook" in ask("성적부", world.ann)
    assert f"/runs/{world.run.id}/gradebook" not in ask("성적부")


@pytest.mark.every_database
def test_contents_are_found_while_the_word_is_typed(
    publish: Publish, ask: Ask, world: World
) -> None:
    publish()
    lesson = f"/runs/{world.run.id}/lessons/regression"

    assert f"{lesson}?lang=en" in ask("Linear regr")
    assert lesson in ask("회귀")
    assert lesson in ask("선")


@pytest.mark.every_database
def test_every_page_offered_can_be_opened(ask: Ask, world: World, client_of: ClientOf) -> None:
    for who in (world.ben, world.ann, world.eun, world.fay):
        browser = client_of(who)
        statuses = {address: browser.get(address).status_code for address in ask("", who)}
        assert set(statuses.values()) == {200}, statuses


def test_initials_are_those_of_the_syllables() -> None:
    assert initials("강의 목록 A") == "ㄱㅇ ㅁㄹ A"
    assert initials("꽃") == "ㄲ"
    assert not any(is_named(place, "ㅎㅎㅎ") for place in PLACES)
