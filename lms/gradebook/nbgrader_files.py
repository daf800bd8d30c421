"""nbgrader's gradebook.db: asked for and made, brought and read; the worker's part is in `jobs`."""

from datetime import datetime, timedelta

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments.notebooks.gradebook_file import FoundGradebook, NotAGradebook
from lms import audit
from lms.enrollments.models import CourseRun
from lms.gradebook.imports import begin, fill
from lms.gradebook.models import NbgraderFile
from lms.gradebook.nbgrader_values import sheet_of_gradebook
from lms.gradebook.queries import trainees_shown
from lms.gradebook.sheets import MAX_COLUMNS
from lms.grades.models import GradeImport, ImportState
from lms.queue import wake_after_commit

MAKE_JOB, READ_JOB = "gradebook.make_nbgrader_file", "gradebook.read_nbgrader_file"
KEPT = timedelta(days=1)


def file_of(session: Session, run_id: int) -> NbgraderFile | None:
    """The run's file, made or under way."""
    return session.scalar(select(NbgraderFile).where(NbgraderFile.run_id == run_id))


def ask_for(session: Session, run: CourseRun, *, by_id: int, at: datetime) -> NbgraderFile:
    """Have a worker make the file anew; one that is under way goes on."""
    found = file_of(session, run.id)
    if found is not None and found.made_at is None and not found.has_failed:
        wake_after_commit(session, MAKE_JOB, found.id)
        return found
    found = found or NbgraderFile(run_id=run.id)
    found.asked_by_id, found.asked_at = by_id, at
    found.made_at, found.blob, found.has_failed = None, None, False
    session.add(found)
    session.flush()
    wake_after_commit(session, MAKE_JOB, found.id)
    return found


def bring(
    session: Session, run: CourseRun, filename: str, blob: str, *, by_id: int, at: datetime
) -> GradeImport:
    """Keep a database that a worker will read."""
    found = begin(session, run, filename, ImportState.READING, by_id=by_id, at=at)
    found.blob = blob
    session.flush()
    wake_after_commit(session, READ_JOB, found.id)
    return found


def take_in(session: Session, found: GradeImport, gradebook: FoundGradebook) -> None:
    """Keep what was read until its bringer has looked at it."""
    people = trainees_shown(session, found.run.cohort_id)
    sheet, n_waiting = sheet_of_gradebook(gradebook, people)
    found.blob = None
    if not sheet.lines or len(sheet.headings) > MAX_COLUMNS:
        found.state = ImportState.REFUSED
        found.problem = gettext("학생이나 과제가 없거나 너무 많습니다.")
        return
    fill(found, sheet)
    if n_waiting:
        found.problem = gettext(
            "사람이 채점할 것이 남은 점수 %(n)s개는 비워 두었습니다.", n=n_waiting
        )


def refuse(found: GradeImport, why: NotAGradebook) -> None:
    """Keep what is wrong with the database."""
    found.state, found.blob = ImportState.REFUSED, None
    found.problem = words_for(why)[:500]


def words_for(why: NotAGradebook) -> str:
    """What is wrong with a database, in a sentence."""
    sentences = {
        "not_sqlite": gettext("SQLite 파일이 아닙니다."),
        "too_large": gettext("파일이 너무 큽니다."),
        "too_many": gettext("학생이나 과제가 없거나 너무 많습니다."),
        "unknown": gettext(
            "nbgrader의 것이 아닌 표나 트리거가 있습니다: %(name)s", name=why.detail
        ),
        "missing": gettext("nbgrader의 표가 없습니다: %(name)s", name=why.detail),
        "version": gettext("nbgrader 0.9의 판이 아닙니다. nbgrader db upgrade를 먼저 해 주세요."),
    }
    return str(sentences.get(why.problem) or gettext("망가졌거나 읽을 수 없는 파일입니다."))


def waiting(session: Session) -> tuple[list[int], list[int]]:
    """The files to make and those to read that nobody has done yet."""
    to_make = select(NbgraderFile.id).where(
        NbgraderFile.made_at.is_(None), NbgraderFile.has_failed.is_(False)
    )
    to_read = select(GradeImport.id).where(GradeImport.state == ImportState.READING)
    return list(session.scalars(to_make)), list(session.scalars(to_read))


def forget_old(session: Session, *, at: datetime) -> list[str]:
    """Forget files that were made or brought a while ago; the blobs that nobody needs any more."""
    made = select(NbgraderFile).where(NbgraderFile.asked_at < at - KEPT)
    brought = select(GradeImport).where(
        GradeImport.applied_at.is_(None), GradeImport.brought_at < at - 7 * KEPT
    )
    old: list[NbgraderFile | GradeImport] = [*session.scalars(made), *session.scalars(brought)]
    for one in old:
        session.delete(one)
    return [one.blob for one in old if one.blob]


def record_made(session: Session, found: NbgraderFile, blob: str, *, at: datetime) -> None:
    """The file is there and may be fetched."""
    found.blob, found.made_at = blob, at
    audit.record(
        session,
        "gradebook.nbgrader_file",
        actor_id=found.asked_by_id,
        subject=("course_run", found.run_id),
        at=at,
    )
