"""Whose a submission is, in which team people are, and for whom an extension holds."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, selectinload

from lms import db
from lms.errors import NotFound
from lms.notebooks.models import Extension, Submission, SubmissionShare
from lms.notebooks.team_models import Team, TeamMember, TeamRule

OWNER: ColumnElement[int] = func.coalesce(SubmissionShare.user_id, Submission.user_id)
"""Each of a submission's owners, where it is joined with its shares from outside."""


def is_of(user_id: int) -> ColumnElement[bool]:
    """That a submission is the person's, alone or with a team."""
    shared = select(SubmissionShare.submission_id).where(SubmissionShare.user_id == user_id)
    alone = and_(Submission.user_id == user_id, Submission.team_id.is_(None))
    return or_(alone, Submission.id.in_(shared))


def teams_of_person(session: Session, user_id: int, run_id: int) -> Mapping[int, tuple[Team, int]]:
    """The teams that a person is in, by assignment, and how often each has handed in."""
    handed_in = (
        select(func.count(Submission.id)).where(Submission.team_id == Team.id).scalar_subquery()
    )
    query = (
        select(Team, handed_in)
        .join(TeamMember, TeamMember.team_id == Team.id)
        .options(selectinload(Team.members).joinedload(TeamMember.user))
        .where(TeamMember.user_id == user_id, Team.run_id == run_id)
        .order_by(Team.id)
    )
    return {team.assignment_id: (team, n) for team, n in session.execute(query)}


def team_rule(session: Session, run_id: int, assignment_id: int) -> TeamRule | None:
    """How large teams are and who forms them; None where everybody works alone."""
    return session.get(TeamRule, (run_id, assignment_id))


def assignments_in_teams(session: Session, run_id: int) -> frozenset[int]:
    """The assignments of a run that are done in teams."""
    query = select(TeamRule.assignment_id).where(TeamRule.run_id == run_id)
    return frozenset(session.scalars(query))


def teams_on(session: Session, run_id: int, assignment_id: int) -> Sequence[Team]:
    """The teams of an assignment with their members, in the order they were formed."""
    query = (
        select(Team)
        .options(selectinload(Team.members).joinedload(TeamMember.user))
        .where(Team.run_id == run_id, Team.assignment_id == assignment_id)
        .order_by(Team.id)
    )
    return list(session.scalars(query))


def team_of(session: Session, run_id: int, assignment_id: int, user_id: int) -> Team | None:
    """The team that a person does the assignment in."""
    query = (
        select(Team)
        .join(TeamMember, TeamMember.team_id == Team.id)
        .where(
            Team.run_id == run_id,
            Team.assignment_id == assignment_id,
            TeamMember.user_id == user_id,
        )
    )
    return session.scalar(query)


def handed_in_of(session: Session, team_ids: Collection[int]) -> Mapping[int, int]:
    """How often each of these teams has handed in."""
    query = (
        select(Submission.team_id, func.count())
        .where(Submission.team_id.in_(team_ids))
        .group_by(Submission.team_id)
    )
    found = {team_id: int(n) for team_id, n in session.execute(query) if team_id is not None}
    return {team_id: found.get(team_id, 0) for team_id in team_ids}


def team_to_change(team_id: int) -> Team:
    """The team with this id; raises NotFound. For `guarded(load=…)`."""
    found = db.session().get(Team, team_id)
    if found is None:
        raise NotFound
    return found


def member_to_remove(team_id: int, user_id: int) -> TeamMember:
    """That person in that team; raises NotFound. For `guarded(load=…)`."""
    found = db.session().get(TeamMember, (team_id, user_id))
    if found is None:
        raise NotFound
    return found


def extensions_of(
    session: Session, run_ids: Collection[int], user_id: int | None = None
) -> Mapping[tuple[int, int, int], Extension]:
    """The extensions in some runs, of everybody or of one, by run, assignment and person.

    Where an assignment is done in teams, those of the teams hold, and no other.
    """
    query = (
        select(Extension, TeamMember.user_id, TeamRule.run_id)
        .outerjoin(TeamMember, TeamMember.team_id == Extension.team_id)
        .outerjoin(
            TeamRule,
            and_(
                TeamRule.run_id == Extension.run_id,
                TeamRule.assignment_id == Extension.assignment_id,
            ),
        )
        .where(Extension.run_id.in_(run_ids))
    )
    if user_id is not None:
        query = query.where(or_(Extension.user_id == user_id, TeamMember.user_id == user_id))
    return {
        (one.run_id, one.assignment_id, one.user_id or member_id or 0): one
        for one, member_id, in_teams in session.execute(query.order_by(Extension.id))
        if (one.team_id is None) == (in_teams is None)
    }
