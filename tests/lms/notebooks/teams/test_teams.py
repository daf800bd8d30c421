"""An assignment done in teams: one hand-in is everybody's, and nobody else's."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.audit import AuditEntry
from lms.notebooks.models import Extension, SubmissionShare
from lms.notebooks.team_models import Team, TeamMember, TeamRule
from lms.notebooks.teams import sizes
from lms.notices.models import Notice, NoticeKind
from tests.lms.conftest import FakeClock
from tests.lms.notebooks.conftest import FakeGrader
from tests.lms.notebooks.teams.conftest import PAGE, TERMS, Scene
from tests.lms.people import NOW, World
from tests.lms.statements import counted_queries

pytestmark = pytest.mark.every_database


@pytest.mark.parametrize(
    ("people", "most", "found"),
    [(1, 3, [1]), (3, 3, [3]), (4, 3, [2, 2]), (7, 3, [3, 2, 2]), (5, 4, [3, 2]), (6, 1, [1] * 6)],
)
def test_teams_by_lot_are_as_even_as_can_be(people: int, most: int, found: list[int]) -> None:
    assert sizes(people, most) == found


def test_what_one_hands_in_counts_for_all_members_and_nobody_else(
    scene: Scene, teams: tuple[Team, Team]
) -> None:
    assert scene.hand_in("gil") == 201

    assert scene.grades() == {"ben": 5, "gil": 5}
    (one,) = scene.submissions()
    for name in ("ben", "gil"):
        page = scene.browser(name).get(f"/submissions/{one.id}")
        assert page.status_code == 200
        assert "Gil 제출" in page.text
        assert one.receipt in page.text
        assert "1 / 5번" in scene.browser(name).get(PAGE).text
        assert scene.browser(name).get(f"/submissions/{one.id}/archive").status_code == 200
    for name in ("hal", "ida"):
        assert scene.browser(name).get(f"/submissions/{one.id}").status_code == 404
        assert scene.browser(name).get(f"/submissions/{one.id}/archive").status_code == 404
        assert scene.lab(name).get(f"/submissions/{one.id}").status_code == 404
    graded = select(Notice.user_id).where(Notice.kind == NoticeKind.GRADED)
    told = scene.session.scalars(graded.order_by(Notice.user_id))
    assert list(told) == sorted(scene.people[name].id for name in ("ben", "gil"))


def test_the_lab_tells_the_team_and_who_handed_in(scene: Scene, teams: tuple[Team, Team]) -> None:
    scene.hand_in("gil")
    bens, hals = scene.lab("ben").assignments()[0], scene.lab("hal").assignments()[0]

    assert bens["in_teams"] is True
    assert bens["team"] == {"name": "너구리", "members": ["벤", "Gil"]}
    assert (bens["attempts_used"], hals["attempts_used"]) == (1, 0)
    assert [one["handed_in_by"] for one in bens["submissions"]] == ["Gil"]
    assert hals["submissions"] == []


def test_attempts_are_the_teams(scene: Scene, teams: tuple[Team, Team]) -> None:
    statuses = [scene.hand_in(name, f"k{n}") for n, name in enumerate(["ben", "gil"] * 3)]

    assert statuses == [201] * 5 + [409]
    assert [one.attempt for one in scene.submissions()] == [1, 2, 3, 4, 5]
    assert scene.hand_in("hal") == 201


def test_two_members_at_once_make_two_attempts_in_one_order(
    scene: Scene, teams: tuple[Team, Team], grader: FakeGrader
) -> None:
    scene.hand_in("ben", grades=False)
    scene.hand_in("gil", grades=False)
    scene.app.extensions["queue"].run_waiting()

    assert [(one.user.name, one.attempt) for one in scene.submissions()] == [("벤", 1), ("Gil", 2)]
    assert scene.grades() == {"ben": 5, "gil": 5}


def test_without_a_team_nothing_is_taken(scene: Scene) -> None:
    answer = scene.lab("ben").submit()

    assert answer.status_code == 409
    assert answer.get_json()["error"] == "no_team"
    assert scene.submissions() == []
    assert "팀이 있어야 제출할 수 있습니다" in scene.browser("ben").get(PAGE).text


def test_a_team_that_trainees_formed_must_be_large_enough(scene: Scene) -> None:
    scene.ann.post(f"{PAGE}/teams/terms", data=TERMS | {"forms_until": "2026-03-03T18:00"})
    ben, gil = scene.browser("ben"), scene.browser("gil")
    assert ben.post(f"{PAGE}/teams/own", data={"name": "곰"}).status_code == 303
    assert scene.lab("ben").submit().get_json()["error"] == "team_too_small"
    team = scene.session.scalars(select(Team)).one()

    assert "곰" in gil.get(f"{PAGE}/teams").text
    assert gil.post(f"/teams/{team.id}/join").status_code == 303
    assert scene.hand_in("ben", "k2") == 201
    assert scene.grades() == {"ben": 5, "gil": 5}
    assert scene.browser("hal").post(f"/teams/{team.id}/join").status_code == 409
    assert gil.post(f"/teams/{team.id}/leave").status_code == 409


def test_trainees_form_teams_only_until_the_date_and_only_one_each(
    scene: Scene, clock: FakeClock
) -> None:
    ben = scene.browser("ben")
    assert ben.post(f"{PAGE}/teams/own", data={"name": "곰"}).status_code == 409
    scene.ann.post(f"{PAGE}/teams/terms", data=TERMS | {"forms_until": "2026-03-03T18:00"})
    assert ben.post(f"{PAGE}/teams/own", data={"name": ""}).status_code == 422
    assert ben.post(f"{PAGE}/teams/own", data={"name": "곰"}).status_code == 303
    assert ben.post(f"{PAGE}/teams/own", data={"name": "새"}).status_code == 409
    assert scene.browser("gil").post(f"{PAGE}/teams/own", data={"name": "곰"}).status_code == 422
    team = scene.session.scalars(select(Team)).one()
    assert ben.post(f"/teams/{team.id}/leave").status_code == 303
    scene.session.expire_all()
    assert scene.session.scalars(select(Team)).all() == []
    clock.at = NOW + timedelta(days=2)
    assert scene.browser("gil").post(f"{PAGE}/teams/own", data={"name": "곰"}).status_code == 409


def test_whoever_leaves_keeps_what_there_was_and_gets_nothing_more(
    scene: Scene, teams: tuple[Team, Team], grader: FakeGrader
) -> None:
    scene.hand_in("ben")
    gil = scene.people["gil"].id
    assert scene.ann.post(f"/teams/{teams[0].id}/members/{gil}/remove").status_code == 303
    grader.score = Decimal(7)
    scene.hand_in("ben", "k2")

    assert scene.grades() == {"ben": 7, "gil": 5}
    first, second = scene.submissions()
    assert scene.browser("gil").get(f"/submissions/{first.id}").status_code == 200
    assert scene.browser("gil").get(f"/submissions/{second.id}").status_code == 404


def test_whoever_comes_later_gets_the_earlier_only_when_it_is_said(
    scene: Scene, grader: FakeGrader
) -> None:
    team = scene.team("ben")
    scene.hand_in("ben")
    address = f"/teams/{team.id}/members"
    for name, earlier in (("gil", ""), ("hal", "y")):
        data = {f"team{team.id}-person": str(scene.people[name].id)}
        data |= {f"team{team.id}-also_earlier": earlier} if earlier else {}
        assert scene.ann.post(address, data=data).status_code == 303

    assert scene.grades() == {"ben": 5, "hal": 5}
    assert scene.lab("gil").assignments()[0]["attempts_used"] == 1
    grader.score = Decimal(6)
    scene.hand_in("gil", "k2")
    assert scene.grades() == {"ben": 6, "gil": 6, "hal": 6}
    kept = scene.session.scalars(
        select(AuditEntry).where(AuditEntry.action == "team.add").order_by(AuditEntry.id)
    )
    assert [one.details["also_earlier"] for one in kept] == [False, True]
    full = {f"team{team.id}-person": str(scene.people["ida"].id)}
    assert scene.ann.post(address, data=full).status_code == 409


def test_somebody_moved_hands_in_with_the_new_team(scene: Scene, teams: tuple[Team, Team]) -> None:
    scene.hand_in("gil")
    gil = scene.people["gil"].id
    scene.ann.post(f"/teams/{teams[0].id}/members/{gil}/remove")
    scene.ann.post(f"/teams/{teams[1].id}/members", data={f"team{teams[1].id}-person": str(gil)})

    assert scene.hand_in("gil", "k2") == 201
    assert scene.grades() == {"ben": 5, "gil": 5, "hal": 5, "ida": 5}
    assert scene.hand_in("hal", "k3") == 201
    shares = scene.session.scalars(
        select(SubmissionShare.submission_id).where(SubmissionShare.user_id == gil)
    )
    assert len(list(shares)) == 3


def test_an_extension_is_the_whole_teams_and_no_one_elses(
    scene: Scene, teams: tuple[Team, Team], clock: FakeClock
) -> None:
    dates = {"opens_at": "2026-03-01T09:00", "due_at": "2026-03-03T18:00", "closes_at": "2026-03-03T18:00", "max_attempts": "2", "counts": "best", "late_percent": "10", "late_step": "day", "late_most_percent": "100", "late_grace_minutes": "0"}  # fmt: skip
    scene.ann.post(f"{PAGE}/window", data=dates)
    longer = {"person": str(teams[0].id), "until": "2026-03-05T18:00", "more_attempts": "1", "reason": "병가"}  # fmt: skip
    answer = scene.ann.post(f"{PAGE}/extensions", data=longer)
    assert answer.status_code == 303
    assert scene.session.scalars(select(Extension.team_id)).one() == teams[0].id

    clock.at = NOW + timedelta(days=2)
    assert scene.hand_in("gil") == 201
    assert scene.lab("hal").submit().get_json()["error"] == "closed"
    assert scene.submissions()[0].late_percent_off == 0
    assert scene.lab("ben").assignments()[0]["attempts_allowed"] == 3
    withdrawn = scene.session.scalars(select(Extension.id)).one()
    scene.ann.post(f"/extensions/{withdrawn}/withdraw")
    assert scene.submissions()[0].late_percent_off == 10
    assert scene.grades() == {"ben": Decimal("4.5"), "gil": Decimal("4.5")}


def test_one_member_may_be_given_other_points(scene: Scene, teams: tuple[Team, Team]) -> None:
    scene.hand_in("ben")
    address = f"/runs/1/gradebook/people/{scene.people['gil'].id}/assignment/square"
    data = {"kind": "given", "points": "1", "possible": "7", "reason": "함께하지 않음"}
    assert scene.ann.post(address, data=data).status_code == 303
    scene.hand_in("ben", "k2")

    assert scene.grades()["ben"] == 5
    assert scene.grades()["gil"] == 1


def test_markers_meet_a_team_once(scene: Scene, teams: tuple[Team, Team]) -> None:
    scene.hand_in("ben")
    scene.hand_in("gil", "k2")
    listed = scene.ann.get(f"{PAGE}/marking").text
    hidden = scene.ann.get(f"{PAGE}/marking?names=hide").text.split('id="main"')[1].split("<footer")[0]  # fmt: skip

    assert listed.count(">너구리</a>") == 1
    assert "벤, Gil" in listed
    assert "1번 답안" in hidden
    assert not any(name in hidden for name in ("너구리", "벤", "Gil"))
    number = scene.submissions()[0].id
    for page in ("", "/changes", "/history", "/flags", "/marking/partial"):
        text = scene.ann.get(f"/submissions/{number}{page}?names=hide").text
        main = text.split('id="main"')[1].split("<footer")[0]
        assert not any(name in main for name in ("너구리", "벤", "Gil")), page
    submissions = scene.ann.get(f"{PAGE}/submissions").text
    assert "Hal" in submissions.split("아직 제출하지 않은 사람")[1]
    assert "Gil 제출" in submissions


def test_a_member_may_ask_for_another_look_and_all_are_told(
    scene: Scene, teams: tuple[Team, Team]
) -> None:
    scene.hand_in("ben")
    number = scene.submissions()[0].id
    gil = scene.browser("gil")
    assert gil.post(f"/submissions/{number}/requests/partial", data={"reason": "다시"}).status_code == 303  # fmt: skip
    hal = scene.browser("hal").post(f"/submissions/{number}/requests/partial", data={"reason": "?"})
    assert hal.status_code == 404
    asked = scene.session.scalars(select(AuditEntry).where(AuditEntry.action == "regrade.ask"))
    assert [one.actor_id for one in asked] == [scene.people["gil"].id]


def test_the_lot_places_everybody_who_is_in_no_team(scene: Scene) -> None:
    scene.team("ben", "gil", name="1팀")
    assert scene.ann.post(f"{PAGE}/teams/random").status_code == 303
    scene.session.expire_all()

    found = scene.session.scalars(select(Team).order_by(Team.id)).all()
    assert [one.name for one in found] == ["1팀", "2팀"]
    assert found[1].member_ids == {scene.people["hal"].id, scene.people["ida"].id}
    assert scene.ann.post(f"{PAGE}/teams/random").status_code == 422


def test_nobody_changes_teams_who_may_not(
    scene: Scene, teams: tuple[Team, Team], anonymous: FlaskClient, world: World
) -> None:
    team, gil = teams[0].id, scene.people["gil"].id
    acts = [f"{PAGE}/teams/terms", f"{PAGE}/teams/off", f"{PAGE}/teams", f"{PAGE}/teams/random"]
    own = [f"/teams/{team}/members", f"/teams/{team}/members/{gil}/remove", f"/teams/{team}/dissolve"]  # fmt: skip
    ben, cho = scene.browser("ben"), scene.client_of(world.cho)

    assert [ben.post(one).status_code for one in acts] == [403] * 4
    assert [ben.post(one).status_code for one in own] == [404] * 3
    trainees = [f"{PAGE}/teams/own", f"/teams/{team}/join", f"/teams/{team}/leave"]
    assert {cho.post(one).status_code for one in [*acts, *own, *trainees]} == {404}
    assert {anonymous.post(one).status_code for one in [*acts, *own, *trainees]} <= {302, 303, 401}
    assert cho.get(f"{PAGE}/teams").status_code == 404
    assert scene.ann.post(f"/teams/{team}/members/999/remove").status_code == 404
    assert len(scene.session.scalars(select(TeamMember)).all()) == 4


def test_a_trainee_sees_only_the_own_team(scene: Scene, teams: tuple[Team, Team]) -> None:
    page = scene.browser("ben").get(f"{PAGE}/teams").text

    assert "너구리" in page
    assert "Gil" in page
    assert "둘" not in page
    assert "Hal" not in page


def test_bad_terms_and_teams_are_refused(scene: Scene, teams: tuple[Team, Team]) -> None:
    post = scene.ann.post
    assert post(f"{PAGE}/teams/terms", data=TERMS | {"most": "1"}).status_code == 422
    assert post(f"{PAGE}/teams/terms", data=TERMS | {"least": "x"}).status_code == 422
    assert post(f"{PAGE}/teams", data={"name": "너구리"}).status_code == 422
    in_one = str(scene.people["ben"].id)
    assert post(f"{PAGE}/teams", data={"name": "셋", "people": [in_one]}).status_code == 422
    assert post(f"/teams/{teams[0].id}/members", data={}).status_code == 422
    assert post(f"{PAGE}/teams/off").status_code == 409


def test_team_work_is_switched_off_once_there_are_no_teams(
    scene: Scene, teams: tuple[Team, Team]
) -> None:
    scene.hand_in("ben")
    assert scene.ann.post(f"/teams/{teams[0].id}/dissolve").status_code == 409
    assert scene.ann.post(f"/teams/{teams[1].id}/dissolve").status_code == 303
    assert scene.ann.post(f"{PAGE}/teams/off").status_code == 409
    assert scene.session.scalars(select(TeamRule)).one().most == 3


def test_whoever_handed_in_alone_keeps_it_from_becoming_team_work(
    scene: Scene, world: World
) -> None:
    scene.ann.post(f"{PAGE}/teams/off")
    assert scene.hand_in("ben") == 201
    assert scene.browser("gil").get(f"{PAGE}/teams").status_code == 404

    assert scene.ann.post(f"{PAGE}/teams/terms", data=TERMS).status_code == 409


def test_the_pages_ask_no_more_of_the_database_for_more_teams(scene: Scene) -> None:
    counts = []
    for names in (("ben",), ("gil",), ("hal", "ida")):
        scene.team(*names, name=names[0])
        scene.hand_in(names[0])
        counts.append([])
        for address in (f"{PAGE}/teams", f"{PAGE}/marking", f"{PAGE}/submissions"):
            with counted_queries(scene.app) as sent:
                assert scene.ann.get(address).status_code == 200
            counts[-1].append(len(sent))

    assert counts[1] == counts[2]
