"""Exams of imported banks: kept beside their items, and used in courses once somebody read them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments import exam_data, exam_from, shortages
from assessments import model as engine
from assessments.formats.foreign_exam import ImportedExam
from lms import audit
from lms.errors import Conflict
from lms.exams.bank_models import BankExam
from lms.exams.bank_queries import items_asked
from lms.exams.models import Exam, ItemBank
from lms.exams.services.banks import Taken
from lms.exams.services.publishing import BlueprintUnmet, hash_of, publish_exam

LONGEST_KEY = 100
READABLE = ("draft", "review")
"""What is in use once somebody has read it."""


class ExamNameTaken(Conflict):
    """The course has another exam of this name."""

    code = "exam_name_taken"


@dataclass(frozen=True, slots=True)
class Terms:
    """What whoever uses an exam decides, whatever its test said."""

    minutes: int
    attempts: int
    pass_percent: Decimal


def take_exams(
    session: Session, bank: str, exams: Sequence[ImportedExam], *, at: datetime
) -> Taken:
    """Keep exams with their bank, which is there; courses that use one keep what they use."""
    stored = session.scalars(select(ItemBank).where(ItemBank.key == bank)).one()
    present = session.scalars(select(BankExam).where(BankExam.bank_id == stored.id))
    known = {each.key: each for each in present}
    added = changed = 0
    for each in exams:
        row = known.get(each.exam.id)
        if row is None:
            row = BankExam(bank_id=stored.id, key=each.exam.id, updated_at=at)
            session.add(row)
            _fill(row, bank, each)
            added += 1
        elif _is_other(row, bank, each):
            _fill(row, bank, each)
            row.updated_at = at
            changed += 1
    if added or changed:
        stored.updated_at = at
    session.flush()
    return Taken(added, changed, len(exams) - added - changed)


def _kept(bank: str, each: ImportedExam) -> tuple[dict[str, object], dict[str, object]]:
    definition = dict(exam_data(replace(each.exam, bank=bank)))
    return definition, {name: dict(title) for name, title in each.domains.items()}


def _fill(row: BankExam, bank: str, each: ImportedExam) -> None:
    row.title = dict(each.exam.title)
    row.definition, row.domains = _kept(bank, each)


def _is_other(row: BankExam, bank: str, each: ImportedExam) -> bool:
    return (row.definition, row.domains) != _kept(bank, each)


def use_exam(
    session: Session,
    exam: BankExam,
    course_id: int,
    terms: Terms,
    *,
    by: int | None,
    at: datetime,
) -> Exam:
    """Let every run of a course give the exam, as it and its items are now.

    Who does so has read the items: those that were drafts are in use in the exam. Raises
    BlueprintUnmet where items are missing, and ExamNameTaken.
    """
    key = key_in_course(exam)
    other = session.scalar(select(Exam).where(Exam.course_id == course_id, Exam.key == key))
    if other is not None and other.bank_exam_id not in (None, exam.id):
        raise ExamNameTaken(gettext("이 강의에 이름이 같은 다른 시험이 있습니다."))
    if other is not None and other.bank_exam_id is None and other.current_revision is not None:
        raise ExamNameTaken(gettext("이 강의에 이름이 같은 다른 시험이 있습니다."))
    definition = replace(
        exam_from(exam.definition),
        id=key,
        minutes=terms.minutes,
        attempts=terms.attempts,
        pass_percent=terms.pass_percent,
    )
    bank = _bank_in_use(session, exam)
    _refuse_short(definition, bank)
    used = publish_exam(session, course_id, bank, definition, at=at)
    used.bank_exam_id = exam.id
    _record(session, "exam.use", exam, course_id, by=by, at=at)
    session.flush()
    return used


def stop_using(
    session: Session, exam: BankExam, course_id: int, *, by: int | None, at: datetime
) -> None:
    """Let nobody start the exam in the course any more; attempts stay as they are."""
    query = select(Exam).where(Exam.course_id == course_id, Exam.bank_exam_id == exam.id)
    for used in session.scalars(query):
        used.current_revision = None
    _record(session, "exam.stop_using", exam, course_id, by=by, at=at)
    session.flush()


def key_in_course(exam: BankExam) -> str:
    """The name of the exam in a course, which tells the bank that it is of."""
    name = f"{exam.bank.key}.{exam.key}"
    if len(name) <= LONGEST_KEY:
        return name
    return f"{name[: LONGEST_KEY - 13]}-{hash_of(name)[:12]}"


def _bank_in_use(session: Session, exam: BankExam) -> engine.Bank:
    items = [
        replace(item, status="active") if item.status in READABLE else item
        for item in items_asked(session, exam)
    ]
    domains = tuple(engine.Domain(name, title) for name, title in exam.domains.items())
    return engine.Bank(exam.bank.key, exam.title, domains, tuple(items))


def _refuse_short(exam: engine.Exam, bank: engine.Bank) -> None:
    known = {item.id for item in bank.items if item.status == "active"}
    is_whole = known.issuperset(exam.blueprint.parts)
    if not is_whole or shortages(exam.blueprint, bank.items):
        raise BlueprintUnmet(
            gettext("은행에 이 시험의 문항이 모자랍니다. 은행을 다시 가져와 주세요.")
        )


def _record(
    session: Session, act: str, exam: BankExam, course_id: int, *, by: int | None, at: datetime
) -> None:
    subject = ("course", course_id)
    name = key_in_course(exam)
    audit.record(session, act, actor_id=by, subject=subject, at=at, exam=name)
