"""Whoever is put into a team or taken out of it is told."""

from sqlalchemy import select

from lms.notices.models import Notice, NoticeKind
from lms.notices.words import words_of_notice
from tests.lms.notebooks.teams.conftest import PAGE, TERMS, Scene


def test_whoever_is_put_into_a_team_or_out_of_it_is_told(scene: Scene) -> None:
    team = scene.team("ben", "gil")
    added = {f"team{team.id}-person": str(scene.people["hal"].id)}
    scene.ann.post(f"/teams/{team.id}/members", data=added)
    scene.ann.post(f"/teams/{team.id}/members/{scene.people['gil'].id}/remove")

    assert told(scene, "ben") == ["너구리 팀에 들어갔습니다."]
    assert told(scene, "gil") == ["너구리 팀에 들어갔습니다.", "너구리 팀에서 나왔습니다."]
    assert told(scene, "hal") == ["너구리 팀에 들어갔습니다."]


def test_what_trainees_do_themselves_is_no_news_to_them(scene: Scene) -> None:
    scene.ann.post(f"{PAGE}/teams/terms", data=TERMS | {"forms_until": "2026-03-03T18:00"})
    assert scene.browser("ben").post(f"{PAGE}/teams/own", data={"name": "내 팀"}).status_code == 303

    assert told(scene, "ben") == []


def told(scene: Scene, name: str) -> list[str]:
    """What notices of teams say to a person, the oldest first."""
    mine = (
        select(Notice)
        .where(Notice.user_id == scene.people[name].id, Notice.kind == NoticeKind.TEAM)
        .order_by(Notice.id)
    )
    scene.session.expire_all()
    with scene.app.test_request_context():
        return [words_of_notice(one).text for one in scene.session.scalars(mine)]
