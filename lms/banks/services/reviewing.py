"""From a draft to an item in use: somebody else than its authors reads it, and exams follow."""

from flask_babel import gettext
from sqlalchemy.orm import Session

from assessments import item_from
from lms import db
from lms.banks.errors import ChangedMeanwhile, HasProblems, OwnWork, TooFewLeft, WrongStage
from lms.banks.models import Act, BankedItem, ItemEvent, Origin, Stage, Use
from lms.banks.queries import as_drawn, authors_of, rules_of, version_with
from lms.banks.services.writing import Author, describe_from, follow_files, read_named, record
from lms.exams.services import BlueprintUnmet, renew_exams
from lms.notices.models import NoticeKind
from lms.notices.services import notify
from lms.notices.words import verdict_fact


def submit(
    session: Session, item: BankedItem, comment: str, author: Author, *, number: int
) -> None:
    """Give a draft to be read by somebody else; raises HasProblems while it has errors."""
    _take(session, item, number, Stage.DRAFT)
    text = version_with(session, item, item.newest).written
    read = read_named(item, text, rules_of(session, item.bank), is_draft=False)
    if read.item is None:
        raise HasProblems(gettext("고칠 것이 남아 있어 검토를 부탁할 수 없습니다."), read.problems)
    item.stage = Stage.REVIEW
    _note(session, item, Act.SUBMIT, comment, author)


def approve(
    session: Session, item: BankedItem, use: Use, comment: str, author: Author, *, number: int
) -> None:
    """Let exams draw the version from now on; attempts that began keep what they have.

    Raises OwnWork for whoever wrote any of it, ChangedMeanwhile for another version than was
    read, and TooFewLeft where an exam would have too few items.
    """
    _take(session, item, number, Stage.REVIEW)
    authors = _refuse_own(session, item, author)
    item.in_use, item.use, item.stage = item.newest, use, Stage.NONE
    item.is_apart = True
    event = _note(session, item, Act.APPROVE, comment, author)
    _tell(session, item, authors, event)
    _renew(session, item, author)


def send_back(
    session: Session, item: BankedItem, comment: str, author: Author, *, number: int
) -> None:
    """Give the version back to its authors with what is to be mended; raises OwnWork."""
    _take(session, item, number, Stage.REVIEW)
    authors = _refuse_own(session, item, author)
    item.stage = Stage.DRAFT
    event = _note(session, item, Act.SEND_BACK, comment, author)
    _tell(session, item, authors, event)


def retire(session: Session, item: BankedItem, comment: str, author: Author) -> None:
    """Let exams draw the item no more; raises TooFewLeft where one would have too few."""
    db.lock(session, item.bank)
    db.lock(session, item)
    if item.use not in {Use.ACTIVE, Use.PRETEST}:
        raise WrongStage(gettext("쓰이고 있는 문항이 아닙니다."))
    item.use, item.is_apart = Use.RETIRED, True
    _note(session, item, Act.RETIRE, comment, author)
    _renew(session, item, author)


def put_away(session: Session, item: BankedItem, author: Author, *, number: int) -> None:
    """Go back to the version in use; what was written stays in the history."""
    db.lock(session, item)
    if item.newest != number or item.stage is Stage.NONE:
        raise WrongStage(gettext("그사이 이 문항이 바뀌었습니다. 새로 고친 뒤 다시 해 주세요."))
    _note(session, item, Act.PUT_AWAY, "", author)
    item.stage = Stage.NONE
    if item.in_use is None:
        item.use = Use.RETIRED
        return
    version = version_with(session, item, item.in_use)
    item.newest = version.number
    item.is_apart = version.origin is Origin.PAGE or item.use is Use.RETIRED
    describe_from(item, version.data)


def settle(session: Session, item: BankedItem, author: Author, *, takes_files: bool) -> None:
    """Decide between what pages and files say of an item; the other stays in the history."""
    db.lock(session, item.bank)
    db.lock(session, item)
    if item.contradicts is None:
        raise WrongStage(gettext("이 문항은 파일과 어긋나지 않습니다."))
    if not takes_files:
        _note(session, item, Act.KEEP, "", author)
        item.contradicts = None
        return
    version = version_with(session, item, item.contradicts)
    follow_files(item, item_from(version.data or {}), version.number)
    _note(session, item, Act.TAKE_FILES, "", author)
    _renew(session, item, author)


def _take(session: Session, item: BankedItem, number: int, stage: Stage) -> None:
    db.lock(session, item.bank)
    db.lock(session, item)
    if item.newest != number:
        reason = gettext("그사이 다른 사람이 이 문항을 저장했습니다.")
        raise ChangedMeanwhile(reason, version_with(session, item, item.newest))
    if item.stage is not stage:
        raise WrongStage(gettext("그사이 이 문항이 바뀌었습니다. 새로 고친 뒤 다시 해 주세요."))


def _refuse_own(session: Session, item: BankedItem, author: Author) -> set[int]:
    authors = authors_of(session, item)
    if author.user_id in authors:
        raise OwnWork(gettext("자기가 쓴 문항은 다른 사람이 검토합니다."))
    return authors


def _note(session: Session, item: BankedItem, act: Act, comment: str, author: Author) -> ItemEvent:
    event = ItemEvent(
        item_id=item.id,
        version=item.newest,
        act=act,
        comment=comment,
        at=author.at,
        by_id=author.user_id,
    )
    session.add(event)
    item.updated_at = author.at
    record(session, f"item.{act}", item, author)
    session.flush()
    return event


def _renew(session: Session, item: BankedItem, author: Author) -> None:
    try:
        renew_exams(session, item.bank.course_id, as_drawn(session, item.bank), at=author.at)
    except BlueprintUnmet as problem:
        reason = gettext("모의시험에 낼 문항이 모자라게 됩니다. 먼저 다른 문항을 승인해 주세요.")
        raise TooFewLeft(reason) from problem


def _tell(session: Session, item: BankedItem, authors: set[int], event: ItemEvent) -> None:
    link = f"/courses/{item.bank.course.slug}/items/{item.item_key}"
    verdict = verdict_fact(event.act is Act.APPROVE)
    facts = {"item": item.item_key, "decision": verdict, "comment": event.comment}
    notify(session, NoticeKind.ITEM_REVIEWED, authors, facts=facts, link=link, at=event.at)
