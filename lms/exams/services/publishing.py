"""Putting banks and exams into the database: rendered once, kept under their content hash."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments import exam_data, exam_from, is_askable, item_data, shortages, with_texts
from assessments import model as engine
from courses.markup.markdown import MarkdownPage
from courses.markup.sanitize import sanitize
from lms.errors import Conflict
from lms.exams.models import Exam, ExamRevision, ItemRevision


class BlueprintUnmet(Conflict):
    """An exam asks for more items than its bank has, or for a bank that is not there."""

    code = "blueprint_unmet"


def publish_exams(
    session: Session,
    course_id: int,
    banks: Sequence[engine.Bank],
    exams: Sequence[engine.Exam],
    *,
    at: datetime,
) -> list[Exam]:
    """Make these exams the current ones of the course; an unchanged exam keeps its revision.

    An exam that is no longer among them stays for those who took it, but
    cannot be started any more. Exams of imported banks are no matter of files.
    """
    by_id = {bank.id: bank for bank in banks}
    published = [
        publish_exam(session, course_id, _bank_of(exam, by_id), exam, at=at) for exam in exams
    ]
    kept = {exam.key for exam in published}
    for exam in published:
        exam.bank_exam_id = None
    others = select(Exam).where(Exam.course_id == course_id, Exam.bank_exam_id.is_(None))
    for old in session.scalars(others):
        if old.key not in kept:
            old.current_revision = None
    session.flush()
    return published


def renew_exams(session: Session, course_id: int, bank: engine.Bank, *, at: datetime) -> None:
    """Let the present exams of a course draw from its bank as it is now; raises BlueprintUnmet."""
    query = select(Exam).where(
        Exam.course_id == course_id,
        Exam.current_revision_id.is_not(None),
        Exam.bank_exam_id.is_(None),
    )
    for exam in session.scalars(query.order_by(Exam.id)):
        if exam.current_revision is None:
            continue
        source = exam_from(exam.current_revision.definition)
        if source.bank == bank.id:
            _bank_of(source, {bank.id: bank})
            exam.current_revision = _revision(session, exam, bank, source, at=at)
    session.flush()


def _bank_of(exam: engine.Exam, banks: Mapping[str, engine.Bank]) -> engine.Bank:
    bank = banks.get(exam.bank)
    if bank is None:
        raise BlueprintUnmet(f"exam {exam.id}: there is no bank {exam.bank}")
    if short := shortages(exam.blueprint, [item for item in bank.items if is_askable(item)]):
        raise BlueprintUnmet(
            f"exam {exam.id}: too few items in {', '.join(each.domain for each in short)}"
        )
    return bank


def publish_exam(
    session: Session, course_id: int, bank: engine.Bank, source: engine.Exam, *, at: datetime
) -> Exam:
    """Make this exam of a bank one of the course, or the newest revision of one it has."""
    exam = session.scalar(select(Exam).where(Exam.course_id == course_id, Exam.key == source.id))
    if exam is None:
        exam = Exam(course_id=course_id, key=source.id)
        session.add(exam)
        session.flush()
    exam.current_revision = _revision(session, exam, bank, source, at=at)
    session.flush()
    return exam


def _revision(
    session: Session, exam: Exam, bank: engine.Bank, source: engine.Exam, *, at: datetime
) -> ExamRevision:
    asked = {demand.domain for demand in source.blueprint.demands}
    parts = source.blueprint.parts
    places = {item.id: parts.get(item.id, item.domain) for item in bank.items}
    items = [item for item in bank.items if places[item.id] in asked and is_askable(item)]
    revisions = item_revisions(session, bank.id, items, at=at)
    pool = [_pooled(item, revisions[item.id].id, places[item.id]) for item in items]
    definition = dict(exam_data(source))
    domains = {each.id: dict(each.title) for each in bank.domains if each.id in asked}
    domains |= part_titles(source.blueprint)
    content_hash = hash_of([definition, domains, pool])
    found = session.scalar(
        select(ExamRevision).where(
            ExamRevision.exam_id == exam.id, ExamRevision.content_hash == content_hash
        )
    )
    return found or ExamRevision(
        exam_id=exam.id,
        content_hash=content_hash,
        title=dict(source.title),
        definition=definition,
        domains=domains,
        pool=pool,
        published_at=at,
    )


def part_titles(blueprint: engine.Blueprint) -> dict[str, dict[str, str]]:
    """The titles of the parts of an exam, which stand where those of domains do."""
    return {
        demand.domain: dict(demand.part.title)
        for demand in blueprint.demands
        if demand.part is not None
    }


def _pooled(item: engine.Item, revision_id: int, place: str) -> list[object]:
    """What a draw has to know; enemies only where there are any, so that hashes stay."""
    enemies = [list(item.enemies)] if item.enemies else []
    return [revision_id, item.id, place, *enemies]


def item_revisions(
    session: Session, bank: str, items: Sequence[engine.Item], *, at: datetime
) -> dict[str, ItemRevision]:
    """The revision of each item by its id, made where the content is new."""
    known = {
        (revision.item_key, revision.content_hash): revision
        for revision in session.scalars(select(ItemRevision).where(ItemRevision.bank == bank))
    }
    found: dict[str, ItemRevision] = {}
    for item in items:
        source = dict(item_data(item))
        content_hash = hash_of(source)
        revision = known.get((item.id, content_hash))
        if revision is None:
            revision = ItemRevision(
                bank=bank,
                item_key=item.id,
                content_hash=content_hash,
                source=source,
                rendered=rendered(item),
                created_at=at,
            )
            session.add(revision)
        found[item.id] = revision
    session.flush()
    return found


def rendered(item: engine.Item) -> dict[str, Any]:
    """The item as it is kept for pages, every text as HTML; raises TooDeep."""
    return dict(item_data(with_texts(item, render_text)))


def render_text(text: engine.Text) -> engine.Text:
    """Give a text as sanitised HTML; one plain paragraph loses its wrapping."""
    return {
        language: _inline(sanitize(MarkdownPage(language).render(source)).strip())
        for language, source in text.items()
    }


def _inline(html: str) -> str:
    inner = html.removeprefix("<p>").removesuffix("</p>")
    is_one_paragraph = html.startswith("<p>") and html.endswith("</p>") and "<p>" not in inner
    return inner if is_one_paragraph else html


def hash_of(data: Any) -> str:
    """The hash under which plain values are kept."""
    return sha256(json.dumps(data, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
