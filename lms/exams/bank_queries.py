"""Reading imported banks: their exams, what those ask, and which courses use them."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments import exam_from
from assessments.formats.foreign_exam import ImportedExam
from assessments.model import Exam as Definition
from assessments.model import Item
from lms.catalog.models import Course
from lms.errors import NotFound
from lms.exams.bank_models import BankExam
from lms.exams.items import source_of
from lms.exams.models import BankItem, Exam, ExamRevision, ItemBank


@dataclass(frozen=True)
class ExamOfBank:
    """An exam of a bank, and the exam of a course that uses it now, if it does."""

    row: BankExam
    definition: Definition
    used: Exam | None

    @property
    def in_use(self) -> ExamRevision | None:
        """What the course gives now."""
        return None if self.used is None else self.used.current_revision


def definition_in_use(exam: ExamOfBank) -> Definition:
    """The exam as the course gives it now, or else as it was imported."""
    return exam.definition if exam.in_use is None else exam_from(exam.in_use.definition)


def exams_of_banks(session: Session, course_id: int) -> list[ExamOfBank]:
    """Every exam of every imported bank, by bank and name, with what the course uses."""
    query = select(BankExam).join(ItemBank).order_by(ItemBank.key, BankExam.key)
    used = _used_in(session, course_id)
    return [
        ExamOfBank(row, exam_from(row.definition), used.get(row.id))
        for row in session.scalars(query)
    ]


def _used_in(session: Session, course_id: int) -> Mapping[int, Exam]:
    query = select(Exam).where(Exam.course_id == course_id, Exam.bank_exam_id.is_not(None))
    return {
        each.bank_exam_id: each for each in session.scalars(query) if each.bank_exam_id is not None
    }


def exam_of_bank(session: Session, course_id: int, bank: str, key: str) -> ExamOfBank:
    """An exam of an imported bank, with what the course uses; raises NotFound."""
    row = bank_exam(session, bank, key)
    return ExamOfBank(row, exam_from(row.definition), _used_in(session, course_id).get(row.id))


def bank_exam(session: Session, bank: str, key: str) -> BankExam:
    """The exam of a bank with this name; raises NotFound."""
    query = select(BankExam).join(ItemBank).where(ItemBank.key == bank, BankExam.key == key)
    row = session.scalar(query)
    if row is None:
        raise NotFound(f"bank {bank!r} has no exam {key!r}")
    return row


def course_named(session: Session, slug: str) -> Course:
    """The course with this short name; raises NotFound."""
    course = session.scalar(select(Course).where(Course.slug == slug))
    if course is None:
        raise NotFound(f"no course {slug!r}")
    return course


def exams_of_bank(session: Session, bank: str) -> list[ImportedExam]:
    """The exams of a bank as they were imported, by name."""
    query = select(BankExam).join(ItemBank).where(ItemBank.key == bank).order_by(BankExam.key)
    return [
        ImportedExam("", exam_from(row.definition), row.domains) for row in session.scalars(query)
    ]


def bank_items_asked(session: Session, exam: BankExam) -> list[BankItem]:
    """The items of the bank that the exam names or draws from, in the order in which it does."""
    definition = exam_from(exam.definition)
    parts = definition.blueprint.parts
    domains = {each.domain for each in definition.blueprint.demands if each.part is None}
    query = select(BankItem).where(BankItem.bank_id == exam.bank_id).order_by(BankItem.id)
    if not domains:
        query = query.where(BankItem.item_key.in_(list(parts)))
    found = [
        each
        for each in session.scalars(query)
        if each.item_key in parts or source_of(each.item_revision).domain in domains
    ]
    places = {item: place for place, item in enumerate(parts)}
    return sorted(found, key=lambda each: places.get(each.item_key, len(places)))


def items_asked(session: Session, exam: BankExam) -> list[Item]:
    """The same, as the engine knows them."""
    return [source_of(each.item_revision) for each in bank_items_asked(session, exam)]
