"""Reading campuses, programmes and cohorts."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.access import CITY as WHOLE_CITY
from lms.access import Actor, Role, ScopeKind, operates_city
from lms.programs.models import Campus, Cohort, Organisation, Program


def campuses_of(session: Session, actor: Actor) -> list[Campus]:
    """The campuses the actor operates, by name; the query twin of `access.operates`."""
    query = select(Campus).order_by(Campus.name)
    if not operates_city(actor, WHOLE_CITY):
        query = query.where(Campus.id.in_(actor.scope_ids(Role.OPERATOR, ScopeKind.CAMPUS)))
    return list(session.scalars(query))


def cohorts_of(session: Session, actor: Actor) -> list[Cohort]:
    """The cohorts on the campuses the actor operates, the latest first."""
    query = select(Cohort).order_by(Cohort.starts_on.desc(), Cohort.id.desc())
    if not operates_city(actor, WHOLE_CITY):
        query = query.where(Cohort.campus_id.in_(actor.scope_ids(Role.OPERATOR, ScopeKind.CAMPUS)))
    return list(session.scalars(query))


def programs(session: Session) -> list[Program]:
    """Every programme by name."""
    return list(session.scalars(select(Program).order_by(Program.name)))


def organisations(session: Session) -> list[Organisation]:
    """Every partner by name."""
    return list(session.scalars(select(Organisation).order_by(Organisation.name)))


def is_named(
    session: Session, table: type[Campus | Organisation | Program], name: str | None
) -> bool:
    """Whether a campus, partner or programme of this name exists."""
    return session.scalar(select(table.id).where(table.name == name)) is not None


def has_cohort(session: Session, program_id: int, campus_id: int, number: int) -> bool:
    """Whether the programme has the cohort of this number on the campus."""
    query = select(Cohort.id).where(
        Cohort.program_id == program_id, Cohort.campus_id == campus_id, Cohort.number == number
    )
    return session.scalar(query) is not None
