"""Forming teams for an assignment, changing them, and for which team somebody hands in.

Nothing that was handed in changes hands here: whoever leaves keeps it, with its grade, and
whoever comes gets it only where somebody who teaches says so.
"""

import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext
from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from lms import audit, db
from lms.accounts.models import User
from lms.enrollments.queries import trainees_of
from lms.errors import Conflict, Invalid
from lms.notebooks import news
from lms.notebooks.errors import HandedIn, InTeam, NoTeam, NotForming, TeamFull, TeamTooSmall
from lms.notebooks.models import Extension, Submission, SubmissionShare
from lms.notebooks.queries import AssignmentInRun
from lms.notebooks.scores import count_work
from lms.notebooks.team_models import LONGEST_NAME, Team, TeamMember, TeamRule
from lms.notebooks.team_queries import team_of, team_rule, teams_on


@dataclass(frozen=True)
class Terms:
    """How many are in a team, and until when trainees form teams themselves."""

    least: int
    most: int
    forms_until: datetime | None = None


def set_terms(
    session: Session, found: AssignmentInRun, terms: Terms, *, by_id: int, at: datetime
) -> None:
    """Have the assignment done in teams, or change how they are formed; teams stay as they are.

    Raises HandedIn when somebody has handed in alone.
    """
    if not 1 <= terms.least <= terms.most:
        raise Invalid(gettext("팀의 크기가 맞지 않습니다."))
    place = (found.run.id, found.assignment.id)
    rule = team_rule(session, *place)
    if rule is None:
        if session.scalar(select(exists().where(_on(found), Submission.team_id.is_(None)))):
            raise HandedIn(gettext("이미 혼자 제출한 사람이 있어 팀 과제로 바꿀 수 없습니다."))
        rule = TeamRule(run_id=place[0], assignment_id=place[1])
        session.add(rule)
    rule.least, rule.most, rule.forms_until = terms.least, terms.most, terms.forms_until
    session.flush()
    until = terms.forms_until.isoformat() if terms.forms_until else None
    facts = {"least": terms.least, "most": terms.most, "forms_until": until}
    _record(session, "teams.set_terms", found, by_id=by_id, at=at, **facts)


def switch_off(session: Session, found: AssignmentInRun, *, by_id: int, at: datetime) -> None:
    """Have everybody work alone again; raises Conflict while there are teams."""
    rule = team_rule(session, found.run.id, found.assignment.id)
    if rule is None:
        return
    if teams_on(session, found.run.id, found.assignment.id):
        raise Conflict(gettext("팀을 모두 해산한 뒤에 끌 수 있습니다."))
    session.delete(rule)
    session.flush()
    _record(session, "teams.switch_off", found, by_id=by_id, at=at)


def form_team(
    session: Session,
    found: AssignmentInRun,
    name: str,
    people: Collection[User],
    *,
    is_set: bool,
    by_id: int,
    at: datetime,
) -> Team:
    """A new team of these people; raises InTeam, TeamFull, or Invalid for a name in use."""
    rule = _rule(session, found)
    if len(people) > rule.most:
        raise TeamFull(gettext("한 팀은 많아야 %(n)s명입니다.", n=rule.most))
    name = name.strip()[:LONGEST_NAME]
    if not name or name in {one.name for one in teams_on(session, found.run.id, found.assignment.id)}:  # fmt: skip
        raise Invalid(gettext("이미 있는 팀 이름입니다."))
    for person in sorted(people, key=lambda one: one.id):
        _demand_free(session, found, person)
    team = Team(run=found.run, assignment_id=found.assignment.id, name=name, is_set=is_set, formed_at=at)  # fmt: skip
    team.members = [_member(found.run.id, found.assignment.id, one.id, at) for one in people]
    session.add(team)
    session.flush()
    facts = {"team_id": team.id, "name": name, "members": sorted(team.member_ids)}
    _record(session, "team.form", found, by_id=by_id, at=at, **facts)
    news.tell_membership(session, found, team, team.member_ids, is_member=True, by_id=by_id, at=at)
    return team


def form_at_random(
    session: Session, found: AssignmentInRun, *, by_id: int, at: datetime
) -> Sequence[Team]:
    """Put everybody who is in no team into new ones, by lot."""
    rule = _rule(session, found)
    teams = teams_on(session, found.run.id, found.assignment.id)
    placed = frozenset[int]().union(*(one.member_ids for one in teams))
    free = [one for one in trainees_of(session, found.run.cohort) if one.id not in placed]
    if not free:
        raise Invalid(gettext("팀이 없는 교육생이 없습니다."))
    random.SystemRandom().shuffle(free)
    names = _free_names({one.name for one in teams}, len(free))
    made = []
    for size in sizes(len(free), rule.most):
        people, free = free[:size], free[size:]
        made.append(
            form_team(session, found, names.pop(0), people, is_set=True, by_id=by_id, at=at)
        )
    return made


def sizes(n_people: int, most: int) -> list[int]:
    """As few teams as none is too large in, as even as can be, the larger ones first."""
    n_teams = -(-n_people // most)
    return [n_people // n_teams + (place < n_people % n_teams) for place in range(n_teams)]


def add_member(
    session: Session,
    found: AssignmentInRun,
    team: Team,
    person: User,
    *,
    also_earlier: bool = False,
    is_set: bool = True,
    by_id: int,
    at: datetime,
) -> None:
    """One more in the team; with `also_earlier` what it handed in before is theirs, too.

    Raises InTeam or TeamFull.
    """
    _demand_free(session, found, person)
    _lock(session, team)
    rule = _rule(session, found)
    if len(team.members) >= rule.most:
        raise TeamFull(gettext("한 팀은 많아야 %(n)s명입니다.", n=rule.most))
    team.members.append(_member(team.run_id, team.assignment_id, person.id, at))
    team.is_set = team.is_set or is_set
    session.flush()
    facts = {"team_id": team.id, "user_id": person.id, "also_earlier": also_earlier}
    _record(session, "team.add", found, by_id=by_id, at=at, **facts)
    news.tell_membership(session, found, team, [person.id], is_member=True, by_id=by_id, at=at)
    if also_earlier:
        _share_earlier(session, team, person.id, at=at)


def _share_earlier(session: Session, team: Team, user_id: int, *, at: datetime) -> None:
    query = select(Submission).where(Submission.team_id == team.id).order_by(Submission.id)
    made = list(session.scalars(query))
    for one in made:
        if user_id not in one.owner_ids:
            one.shares.append(SubmissionShare(user_id=user_id))
    session.flush()
    if made:
        count_work(session, made[-1], at=at)


def remove_member(
    session: Session,
    found: AssignmentInRun,
    team: Team,
    user_id: int,
    *,
    is_set: bool = True,
    by_id: int,
    at: datetime,
) -> None:
    """Take somebody out; what was handed in until now stays theirs. An empty team goes."""
    _lock(session, team)
    leaving = [one for one in team.members if one.user_id == user_id]
    if not leaving:
        raise Conflict(gettext("이 팀에 없는 사람입니다."))
    team.members.remove(leaving[0])
    team.is_set = team.is_set or is_set
    session.flush()
    facts = {"team_id": team.id, "user_id": user_id}
    _record(session, "team.remove", found, by_id=by_id, at=at, **facts)
    news.tell_membership(session, found, team, [user_id], is_member=False, by_id=by_id, at=at)
    if not team.members and not has_handed_in(session, team):
        _delete(session, team)


def dissolve(
    session: Session, found: AssignmentInRun, team: Team, *, by_id: int, at: datetime
) -> None:
    """Let there be no such team; raises HandedIn when it has handed in."""
    _lock(session, team)
    if has_handed_in(session, team):
        raise HandedIn(gettext("이미 제출한 팀은 해산할 수 없습니다. 사람을 옮겨 주세요."))
    _record(session, "team.dissolve", found, by_id=by_id, at=at, team_id=team.id, name=team.name)
    news.tell_membership(session, found, team, team.member_ids, is_member=False, by_id=by_id, at=at)
    _delete(session, team)


def begin(session: Session, found: AssignmentInRun, person: User, name: str, *, at: datetime) -> Team:  # fmt: skip
    """A trainee's own new team; raises NotForming, InTeam, or Invalid for a name in use."""
    _demand_forming(session, found, at)
    return form_team(session, found, name, [person], is_set=False, by_id=person.id, at=at)


def join(session: Session, found: AssignmentInRun, team: Team, person: User, *, at: datetime) -> None:  # fmt: skip
    """A trainee joins; raises NotForming, InTeam, TeamFull, or HandedIn."""
    _demand_forming(session, found, at)
    _demand_unused(session, team)
    add_member(session, found, team, person, is_set=False, by_id=person.id, at=at)


def leave(session: Session, found: AssignmentInRun, team: Team, person: User, *, at: datetime) -> None:  # fmt: skip
    """A trainee leaves; raises NotForming, HandedIn, or Conflict when not in it."""
    _demand_forming(session, found, at)
    _demand_unused(session, team)
    remove_member(session, found, team, person.id, is_set=False, by_id=person.id, at=at)


def team_handing_in(session: Session, found: AssignmentInRun, user_id: int) -> Team | None:
    """The team that the person hands in for, locked; None where everybody works alone.

    Raises NoTeam, or TeamTooSmall for one that trainees formed and that has not handed in yet.
    """
    rule = team_rule(session, found.run.id, found.assignment.id)
    if rule is None:
        return None
    team = team_of(session, found.run.id, found.assignment.id, user_id)
    if team is not None:
        _lock(session, team)
    if team is None or user_id not in team.member_ids:
        raise NoTeam(gettext("팀으로 하는 과제입니다. 팀에 들어간 뒤에 제출할 수 있습니다."))
    is_small = len(team.members) < rule.least and not team.is_set
    if is_small and not has_handed_in(session, team):
        raise TeamTooSmall(gettext("팀원이 %(n)s명이 되어야 제출할 수 있습니다.", n=rule.least))
    return team


def has_handed_in(session: Session, team: Team) -> bool:
    """Whether anything of the team's was taken."""
    return bool(session.scalar(select(exists().where(Submission.team_id == team.id))))


def _on(found: AssignmentInRun) -> Any:
    at_run = Submission.run_id == found.run.id
    return at_run & (Submission.assignment_id == found.assignment.id)


def _rule(session: Session, found: AssignmentInRun) -> TeamRule:
    rule = team_rule(session, found.run.id, found.assignment.id)
    if rule is None:
        raise Conflict(gettext("혼자 하는 과제입니다."))
    return rule


def _lock(session: Session, team: Team) -> None:
    db.lock(session, team)
    session.expire(team, ["members"])


def _demand_free(session: Session, found: AssignmentInRun, person: User) -> None:
    db.lock(session, person)
    if team_of(session, found.run.id, found.assignment.id, person.id) is not None:
        raise InTeam(gettext("%(name)s 님은 이미 팀에 있습니다.", name=person.name))


def _demand_forming(session: Session, found: AssignmentInRun, at: datetime) -> None:
    if not _rule(session, found).is_forming(at):
        raise NotForming(gettext("지금은 교육생이 팀을 정할 수 없습니다."))


def _demand_unused(session: Session, team: Team) -> None:
    if has_handed_in(session, team):
        raise HandedIn(gettext("이미 제출한 팀입니다. 팀을 바꾸려면 강사에게 말해 주세요."))


def _free_names(taken: Collection[str], n: int) -> list[str]:
    names = (gettext("%(n)s팀", n=number) for number in range(1, len(taken) + n + 1))
    return [name for name in names if name not in taken]


def _member(run_id: int, assignment_id: int, user_id: int, at: datetime) -> TeamMember:
    return TeamMember(run_id=run_id, assignment_id=assignment_id, user_id=user_id, joined_at=at)


def _delete(session: Session, team: Team) -> None:
    session.execute(delete(Extension).where(Extension.team_id == team.id))
    session.delete(team)
    session.flush()


def _record(
    session: Session, action: str, found: AssignmentInRun, *, by_id: int, at: datetime, **facts: Any
) -> None:
    subject = ("assignment", found.assignment.id)
    audit.record(
        session, action, actor_id=by_id, subject=subject, at=at, run_id=found.run.id, **facts
    )
