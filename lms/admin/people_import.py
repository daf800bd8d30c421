"""Adding many people at once from a file: all of them, or none and every reason why."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import audit
from lms.access import Grant, Role, ScopeKind
from lms.accounts import services as accounts
from lms.accounts.models import User
from lms.accounts.people_csv import PersonRow, RowProblem, read_people
from lms.admin.queries import place_of
from lms.enrollments import services as enrollments
from lms.programs.models import Cohort


@dataclass(frozen=True)
class ImportResult:
    """Who was added and how many were there before; with problems, nothing was done."""

    created: tuple[User, ...]
    n_unchanged: int
    problems: tuple[RowProblem, ...]


def import_people(
    session: Session,
    data: bytes,
    *,
    at: datetime,
    by_id: int | None = None,
    may_give: Callable[[Grant], bool] = lambda _grant: True,
) -> ImportResult:
    """Add the people of a CSV file; people who exist already are left as they are.

    `may_give` says which roles the importing person may give; a row with
    another one is a problem like any other.
    """
    file = read_people(data)
    problems = [*file.problems, *_misplaced(session, file.rows, may_give)]
    if problems:
        return ImportResult((), 0, tuple(sorted(problems, key=lambda problem: problem.line)))
    known = _known_emails(session, file.rows)
    new = [row for row in file.rows if row.email not in known]
    created = tuple(_add(session, row, at=at, by_id=by_id) for row in new)
    audit.record(
        session,
        "user.import",
        actor_id=by_id,
        subject=("user", 0),
        at=at,
        created=len(created),
        unchanged=len(known),
    )
    return ImportResult(created, len(known), ())


def _add(session: Session, row: PersonRow, *, at: datetime, by_id: int | None) -> User:
    user = accounts.create_user(
        session, email=row.email, name=row.name, password=None, at=at, by_id=by_id
    )
    if row.grant is not None:
        _place(session, user, row.grant, at=at, by_id=by_id)
    return user


def _place(session: Session, user: User, grant: Grant, *, at: datetime, by_id: int | None) -> None:
    """Give the role; a trainee is enrolled, which gives it."""
    if grant.role is Role.TRAINEE:
        cohort = session.get_one(Cohort, grant.scope_id)
        enrollments.enroll(session, user, cohort, at=at, by_id=by_id)
    else:
        accounts.grant_role(session, user, grant, at=at, by_id=by_id)


def _misplaced(
    session: Session, rows: tuple[PersonRow, ...], may_give: Callable[[Grant], bool]
) -> list[RowProblem]:
    """The rows whose scope does not exist or whose role is not the importer's to give."""
    code_of: dict[Grant, str | None] = {}
    problems = []
    for row in rows:
        if row.grant is None:
            continue
        if row.grant not in code_of:
            code_of[row.grant] = _objection(session, row.grant, may_give)
        if code := code_of[row.grant]:
            problems.append(RowProblem(row.line, code, _words(row.grant)))
    return problems


def _objection(session: Session, grant: Grant, may_give: Callable[[Grant], bool]) -> str | None:
    if grant.scope_kind is not ScopeKind.CITY and place_of(session, grant) is None:
        return "scope_absent"
    return None if may_give(grant) else "not_allowed"


def _words(grant: Grant) -> str:
    scope = f":{grant.scope_id}" if grant.scope_id is not None else ""
    return f"{grant.role} {grant.scope_kind}{scope}"


def _known_emails(session: Session, rows: tuple[PersonRow, ...]) -> set[str]:
    emails = [row.email for row in rows]
    known: set[str] = set()
    for start in range(0, len(emails), 500):
        known.update(
            session.scalars(select(User.email).where(User.email.in_(emails[start : start + 500])))
        )
    return known
