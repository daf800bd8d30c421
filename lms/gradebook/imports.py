"""Marks out of a file: kept while they are looked at, applied whole or not at all, and undone."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from flask_babel import gettext
from sqlalchemy import delete, select
from sqlalchemy.orm import Session, joinedload

from lms import audit, db
from lms.enrollments.models import CourseRun
from lms.errors import Conflict, NotFound
from lms.gradebook.columns import Use
from lms.gradebook.proposal import Change, Class, Proposal, proposal
from lms.gradebook.queries import marks_of, trainees_shown, works_of
from lms.gradebook.sheets import Line, Sheet
from lms.grades import decisions
from lms.grades.decisions import Decision, PersonsWork
from lms.grades.models import Grade, GradeHistory, GradeImport, ImportState, Standing

DECIDED = (Standing.GIVEN, Standing.EXCUSED)


def import_to_view(import_id: int) -> GradeImport:
    """The file with this id; raises NotFound. For `guarded(load=…)`."""
    found = db.session().get(GradeImport, import_id)
    if found is None:
        raise NotFound
    return found


def imports_of_run(session: Session, run_id: int) -> list[GradeImport]:
    """What was brought into the run, the newest first."""
    query = (
        select(GradeImport)
        .options(joinedload(GradeImport.by))
        .where(GradeImport.run_id == run_id)
        .order_by(GradeImport.id.desc())
    )
    return list(session.scalars(query))


def prepare(
    session: Session, run: CourseRun, filename: str, sheet: Sheet, *, by_id: int, at: datetime
) -> GradeImport:
    """Keep what stands in the file until its bringer has looked at it."""
    found = begin(session, run, filename, ImportState.PREPARED, by_id=by_id, at=at)
    fill(found, sheet)
    session.flush()
    return found


def begin(
    session: Session,
    run: CourseRun,
    filename: str,
    state: ImportState,
    *,
    by_id: int,
    at: datetime,
) -> GradeImport:
    """One more file of this person's in the run; what they brought and never applied goes."""
    session.execute(
        delete(GradeImport).where(
            GradeImport.run_id == run.id,
            GradeImport.by_id == by_id,
            GradeImport.applied_at.is_(None),
        )
    )
    found = GradeImport(
        run_id=run.id,
        by_id=by_id,
        filename=filename[:200],
        state=state,
        headings=[],
        lines=[],
        brought_at=at,
    )
    session.add(found)
    session.flush()
    return found


def fill(found: GradeImport, sheet: Sheet) -> None:
    """Keep what was read."""
    found.state = ImportState.PREPARED
    found.headings = list(sheet.headings)
    found.lines = [[line.number, *line.cells] for line in sheet.lines]


def sheet_of(found: GradeImport) -> Sheet:
    """What stands in the file; raises Conflict if it was applied already."""
    if found.state is not ImportState.PREPARED:
        raise Conflict(gettext("이미 불러왔거나 아직 읽지 못한 파일입니다."))
    return Sheet(found.headings, [Line(number, cells) for number, *cells in found.lines])


def class_now(session: Session, run: CourseRun) -> Class:
    """The people, works and marks of the run as they are."""
    people = trainees_shown(session, run.cohort_id)
    return Class(people, works_of(session, run), marks_of(session, run))


def apply(
    session: Session,
    found: GradeImport,
    uses: Sequence[Use],
    *,
    skips_strangers: bool,
    seen: str,
    by_id: int,
    at: datetime,
) -> Proposal:
    """Carry out what the bringer saw, all of it; where that is not so any more, nothing is changed.

    The answer is what the file proposes now; it was carried out if its digest is `seen`.
    """
    db.lock(session, found)
    sheet, now = sheet_of(found), class_now(session, found.run)
    wanted = proposal(sheet, uses, now, skips_strangers=skips_strangers)
    if not wanted.may_apply or wanted.digest != seen:
        return wanted
    reason = gettext("%(name)s에서 불러옴", name=found.filename)[:300]
    decisions.decide_all(
        session,
        found.run_id,
        [(_work(found.run_id, change), _decision(change, reason)) for change in wanted.changes],
        by_id=by_id,
        at=at,
        import_id=found.id,
    )
    found.state, found.applied_at = ImportState.APPLIED, at
    found.headings, found.lines, found.n_changes = [], [], len(wanted.changes)
    _audit(session, "gradebook.import", found, by_id=by_id, at=at, n=len(wanted.changes))
    return wanted


def undo(session: Session, found: GradeImport, *, by_id: int, at: datetime) -> tuple[int, int]:
    """Put back what the file changed; how many were put back, and how many were changed since.

    What somebody decided after the file stays as they decided.
    """
    db.lock(session, found)
    if found.state is not ImportState.APPLIED:
        raise Conflict(gettext("불러와서 바꾼 것만 되돌릴 수 있습니다."))
    entries = _decided(session, found)
    n_undone = 0
    again: list[tuple[PersonsWork, Decision]] = []
    for grade, history in entries.items():
        if history[-1].import_id != found.id:
            continue
        n_undone += 1
        earlier = next((one for one in reversed(history) if one.import_id != found.id), None)
        if earlier is None or earlier.standing not in DECIDED:
            decisions.withdraw(session, grade, by_id=by_id, at=at)
        else:
            again.append((_same_work(grade), _as_it_was(earlier)))
    if again:
        decisions.decide_all(session, found.run_id, again, by_id=by_id, at=at)
    found.state, found.undone_at = ImportState.UNDONE, at
    n_kept = len(entries) - n_undone
    _audit(session, "gradebook.import_undo", found, by_id=by_id, at=at, n=n_undone)
    return n_undone, n_kept


def discard(session: Session, found: GradeImport) -> None:
    """Forget a file that was not applied."""
    if found.applied_at is not None:
        raise Conflict(gettext("이미 불러온 파일은 되돌릴 수만 있습니다."))
    session.delete(found)


def _decided(session: Session, found: GradeImport) -> Mapping[Grade, Sequence[GradeHistory]]:
    """What people decided about each grade that the file touched, the oldest first."""
    touched = select(GradeHistory.grade_id).where(GradeHistory.import_id == found.id)
    query = (
        select(Grade, GradeHistory)
        .join(GradeHistory, GradeHistory.grade_id == Grade.id)
        .where(Grade.id.in_(touched), GradeHistory.standing != Standing.FOUND)
        .order_by(GradeHistory.id)
    )
    entries: dict[Grade, list[GradeHistory]] = defaultdict(list)
    for grade, entry in session.execute(query):
        entries[grade].append(entry)
    return entries


def _work(run_id: int, change: Change) -> PersonsWork:
    work = change.work
    return PersonsWork(change.trainee.id, run_id, work.kind, work.key, work.title)


def _same_work(grade: Grade) -> PersonsWork:
    return PersonsWork(grade.user_id, grade.run_id, *grade.work, grade.title)


def _decision(change: Change, reason: str) -> Decision:
    if change.earned is None:
        return Decision.excusing(reason)
    return Decision.giving(change.earned, change.possible, reason)


def _as_it_was(entry: GradeHistory) -> Decision:
    return Decision(entry.standing, entry.earned, entry.possible, entry.reason)


def _audit(
    session: Session, action: str, found: GradeImport, *, by_id: int, at: datetime, n: int
) -> None:
    audit.record(
        session,
        action,
        actor_id=by_id,
        subject=("course_run", found.run_id),
        at=at,
        import_id=found.id,
        filename=found.filename,
        n_grades=n,
    )
