"""Setting up campuses, programmes and cohorts."""

from datetime import date, datetime
from typing import TypeVar

from flask_babel import gettext
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lms import audit
from lms.errors import Conflict
from lms.programs.models import Campus, Cohort, Organisation, Program

Row = TypeVar("Row", Campus, Organisation, Program, Cohort)


class NameTaken(Conflict):
    """Another one has this name."""

    code = "name_taken"


def add_campus(
    session: Session, *, name: str, district: str, at: datetime, by_id: int | None
) -> Campus:
    """Add a campus under a new name; raises NameTaken."""
    return _added(session, Campus(name=name, district=district), "campus", at=at, by_id=by_id)


def add_organisation(
    session: Session, *, name: str, at: datetime, by_id: int | None
) -> Organisation:
    """Add a partner under a new name; raises NameTaken."""
    return _added(session, Organisation(name=name), "organisation", at=at, by_id=by_id)


def add_program(
    session: Session,
    *,
    name: str,
    summary: str,
    at: datetime,
    by_id: int | None,
    partner_id: int | None = None,
) -> Program:
    """Add a programme under a new name; raises NameTaken."""
    program = Program(name=name, summary=summary, partner_id=partner_id)
    return _added(session, program, "program", at=at, by_id=by_id)


def add_cohort(
    session: Session,
    program: Program,
    campus: Campus,
    *,
    number: int,
    starts_on: date,
    ends_on: date,
    at: datetime,
    by_id: int | None,
) -> Cohort:
    """Add the numbered cohort (기수) of a programme on a campus; raises NameTaken."""
    cohort = Cohort(
        program=program, campus=campus, number=number, starts_on=starts_on, ends_on=ends_on
    )
    return _added(session, cohort, "cohort", at=at, by_id=by_id)


def _added(session: Session, row: Row, kind: str, *, at: datetime, by_id: int | None) -> Row:
    """Add the row; the database alone knows whether somebody else took the name just now."""
    session.add(row)
    try:
        session.flush()
    except IntegrityError as taken:
        raise NameTaken(gettext("같은 이름이 이미 있습니다.")) from taken
    audit.record(session, f"{kind}.create", actor_id=by_id, subject=(kind, row.id), at=at)
    return row
