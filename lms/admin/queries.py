"""Reading people and the state of the system."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from lms import db
from lms.access import Role, ScopeKind
from lms.accounts.models import RoleGrant, User
from lms.audit import AuditEntry
from lms.enrollments.models import CourseRun
from lms.errors import NotFound
from lms.outbox import MAX_TRIES, OutboxMessage
from lms.programs.models import Campus, Cohort, Organisation
from lms.projects.models import Project

PAGE_SIZE = 50
T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a longer list; pages are counted from 1."""

    rows: list[T]
    page: int
    n_pages: int
    n_rows: int


def person_to_manage(user_id: int) -> User:
    """The person with this id; raises NotFound. For `guarded(load=…)`."""
    person = db.session().get(User, user_id)
    if person is None:
        raise NotFound
    return person


def people(session: Session, words: str, page: int) -> Page[User]:
    """People whose name or address contains the words, by name."""
    query = select(User)
    if words:
        query = query.where(
            or_(
                User.name.contains(words, autoescape=True),
                User.email.contains(words.lower(), autoescape=True),
            )
        )
    n_rows = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = session.scalars(
        query.order_by(User.name, User.id).offset((page - 1) * PAGE_SIZE).limit(PAGE_SIZE)
    )
    return Page(list(rows), page, max(1, -(-n_rows // PAGE_SIZE)), n_rows)


def scope_names(session: Session, grants: list[RoleGrant]) -> dict[int, str]:
    """What to call the scope of each grant, by the grant's id."""
    return {grant.id: _scope_name(session, grant) for grant in grants}


def scopes_to_grant(session: Session) -> dict[ScopeKind, list[tuple[int, str]]]:
    """Every scope a role can be held in, as (id, name) by kind."""
    return {
        ScopeKind.CITY: [(0, "")],
        ScopeKind.CAMPUS: [(one.id, one.name) for one in session.scalars(select(Campus))],
        ScopeKind.ORGANISATION: [
            (one.id, one.name) for one in session.scalars(select(Organisation))
        ],
        ScopeKind.COHORT: [(one.id, one.name) for one in session.scalars(select(Cohort))],
        ScopeKind.COURSE_RUN: [(one.id, one.slug) for one in session.scalars(select(CourseRun))],
        ScopeKind.PROJECT: [(one.id, one.title) for one in session.scalars(select(Project))],
    }


def role_counts(session: Session) -> list[tuple[Role, int]]:
    """How many people hold each role."""
    query = select(RoleGrant.role, func.count(func.distinct(RoleGrant.user_id)))
    return [(role, n) for role, n in session.execute(query.group_by(RoleGrant.role))]


def audit_page(session: Session, page: int) -> Page[AuditEntry]:
    """The audit trail, the newest first."""
    n_rows = session.scalar(select(func.count(AuditEntry.id))) or 0
    query = select(AuditEntry).order_by(AuditEntry.id.desc())
    rows = session.scalars(query.offset((page - 1) * PAGE_SIZE).limit(PAGE_SIZE))
    return Page(list(rows), page, max(1, -(-n_rows // PAGE_SIZE)), n_rows)


def outbox_counts(session: Session) -> tuple[int, int]:
    """How many messages wait, and how many were given up."""
    waiting = select(func.count(OutboxMessage.id)).where(
        OutboxMessage.done_at.is_(None), OutboxMessage.tries < MAX_TRIES
    )
    given_up = select(func.count(OutboxMessage.id)).where(
        OutboxMessage.done_at.is_(None), OutboxMessage.tries >= MAX_TRIES
    )
    return session.scalar(waiting) or 0, session.scalar(given_up) or 0


def _scope_name(session: Session, grant: RoleGrant) -> str:
    if grant.scope_id is None:
        return ""
    tables = {
        ScopeKind.CAMPUS: Campus,
        ScopeKind.ORGANISATION: Organisation,
        ScopeKind.COHORT: Cohort,
        ScopeKind.COURSE_RUN: CourseRun,
        ScopeKind.PROJECT: Project,
    }
    row = session.get(tables[grant.scope_kind], grant.scope_id)
    return str(
        getattr(row, "name", None) or getattr(row, "title", None) or getattr(row, "slug", "?")
    )
