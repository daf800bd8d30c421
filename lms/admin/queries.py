"""Reading people and the state of the system."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true
from sqlalchemy.orm import Session

from lms import db
from lms.access import Actor, Grant, Permission, Role, ScopeKind, may
from lms.accounts.models import RoleGrant, User
from lms.audit import AuditEntry
from lms.db import Base
from lms.enrollments.models import CourseRun, Enrollment
from lms.errors import NotFound
from lms.programs.models import Campus, Cohort, Organisation
from lms.projects.models import Project
from lms.web.guard import actor
from lms.web.locale import in_language

PAGE_SIZE = 50
GIVEN_BY_OPERATORS = frozenset({Role.TRAINEE, Role.INSTRUCTOR})
Place = Campus | Organisation | Cohort | CourseRun | Project
SCOPE_TABLES: dict[ScopeKind, type[Base]] = {
    ScopeKind.CAMPUS: Campus,
    ScopeKind.ORGANISATION: Organisation,
    ScopeKind.COHORT: Cohort,
    ScopeKind.COURSE_RUN: CourseRun,
    ScopeKind.PROJECT: Project,
}
T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a longer list; pages are counted from 1, and past the last is the last."""

    rows: list[T]
    page: int
    n_pages: int
    n_rows: int


def person_to_manage(user_id: int) -> User:
    """The person with this id, whom the actor may look up; raises NotFound. For `guarded(load=…)`."""
    query = select(User).where(User.id == user_id, looked_up_by(actor()))
    person: User | None = db.session().scalar(query)
    if person is None:
        raise NotFound
    return person


def looked_up_by(reader: Actor) -> ColumnElement[bool]:
    """Whom an operator may look up: the people of their campuses, and those without any role."""
    if may(reader, Permission.CITY_OPERATE):
        return true()
    campuses = reader.scope_ids(Role.OPERATOR, ScopeKind.CAMPUS)
    cohorts = select(Cohort.id).where(Cohort.campus_id.in_(campuses))
    runs = select(CourseRun.id).where(CourseRun.cohort_id.in_(cohorts))
    places: dict[ScopeKind, Any] = {
        ScopeKind.CAMPUS: campuses,
        ScopeKind.COHORT: cohorts,
        ScopeKind.COURSE_RUN: runs,
    }
    here = [
        and_(RoleGrant.scope_kind == kind, RoleGrant.scope_key.in_(ids))
        for kind, ids in places.items()
    ]
    return or_(
        User.id.in_(select(RoleGrant.user_id).where(or_(*here))),
        User.id.in_(select(Enrollment.user_id).where(Enrollment.cohort_id.in_(cohorts))),
        User.id.not_in(select(RoleGrant.user_id)),
    )


def people(session: Session, reader: Actor, words: str, page: int) -> Page[User]:
    """People whom the reader may look up and whose name or address contains the words, by name."""
    query = select(User).where(looked_up_by(reader))
    if words:
        query = query.where(
            or_(
                User.name.contains(words, autoescape=True),
                User.email.contains(words.lower(), autoescape=True),
            )
        )
    return _page_of(session, query.order_by(User.name, User.id), page)


def scope_names(session: Session, grants: list[RoleGrant], actor: Actor) -> dict[int, str | None]:
    """What to call the scope of each grant, by the grant's id.

    The whole city's is empty, and that of another operator's campus is None.
    """
    return {grant.id: _scope_name(session, grant, actor) for grant in grants}


def place_of(session: Session, grant: Grant | RoleGrant) -> Place | None:
    """The campus, partner, cohort, run or project that a grant names, if it exists."""
    table = SCOPE_TABLES.get(grant.scope_kind)
    found: Place | None = session.get(table, grant.scope_id) if table else None  # type: ignore[assignment]
    return found


def may_give(session: Session, actor: Actor, grant: Grant) -> bool:
    """Whether the actor may give this role by import.

    An administrator may give every role, an operator trainees and instructors
    to the cohorts of their campuses.
    """
    if may(actor, Permission.ADMINISTER):
        return True
    place = place_of(session, grant)
    return (
        grant.role in GIVEN_BY_OPERATORS
        and place is not None
        and may(actor, Permission.COHORT_MANAGE, place.scope)
    )


def scopes_to_grant(session: Session) -> dict[ScopeKind, list[tuple[int, str]]]:
    """Every scope a role can be held in, as (id, name) by kind."""
    return {
        ScopeKind.CITY: [(0, "")],
        **{kind: _places(session, table) for kind, table in SCOPE_TABLES.items()},
    }


def role_counts(session: Session) -> list[tuple[Role, int]]:
    """How many people hold each role."""
    query = select(RoleGrant.role, func.count(func.distinct(RoleGrant.user_id)))
    return [(role, n) for role, n in session.execute(query.group_by(RoleGrant.role))]


def audit_page(session: Session, page: int) -> Page[AuditEntry]:
    """The audit trail, the newest first."""
    return _page_of(session, select(AuditEntry).order_by(AuditEntry.id.desc()), page)


def names_of_people(session: Session, entries: Iterable[AuditEntry]) -> dict[int, str]:
    """The names of those who did something, by their id."""
    ids = {entry.actor_id for entry in entries if entry.actor_id is not None}
    rows = session.execute(select(User.id, User.name).where(User.id.in_(ids)))
    return {row.id: row.name for row in rows}


def _places(session: Session, table: Any) -> list[tuple[int, str]]:
    return [(place.id, _name_of(place)) for place in session.scalars(select(table).order_by("id"))]


def _scope_name(session: Session, grant: RoleGrant, actor: Actor) -> str | None:
    if grant.scope_kind is ScopeKind.CITY:
        return ""
    place = place_of(session, grant)
    if place is None:
        return "?"
    if not may(actor, Permission.COHORT_VIEW, place.scope):
        return None
    return _name_of(place)


def _name_of(place: Place) -> str:
    if isinstance(place, CourseRun):
        return f"{in_language(place.course.title)} · {place.cohort.name}"
    return place.title if isinstance(place, Project) else place.name


def _page_of(session: Session, query: Select[T], page: int) -> Page[T]:
    counted = query.order_by(None).subquery()
    n_rows = session.scalar(select(func.count()).select_from(counted)) or 0
    n_pages = max(1, -(-n_rows // PAGE_SIZE))
    page = min(max(page, 1), n_pages)
    rows = session.scalars(query.offset((page - 1) * PAGE_SIZE).limit(PAGE_SIZE))
    return Page(list(rows), page, n_pages, n_rows)
