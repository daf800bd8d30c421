"""Taking items into a bank: known ones get a new revision only if they changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments.fields import WORD
from assessments.model import Item
from lms.errors import Invalid
from lms.exams.models import BankItem, ItemBank
from lms.exams.services.publishing import item_revisions


class BadBankName(Invalid):
    """No name that a bank can have."""

    code = "bad_bank_name"


@dataclass(frozen=True, slots=True)
class Taken:
    """How many items were new, changed, or as they were."""

    added: int
    changed: int
    unchanged: int


def take_items(session: Session, bank: str, items: Sequence[Item], *, at: datetime) -> Taken:
    """Put items into a bank, which is made if there is none; what else it has stays.

    Raises BadBankName.
    """
    if not WORD.fullmatch(bank):
        raise BadBankName(f"a bank has a name of ASCII letters, digits, '.', '-' and '_': {bank!r}")
    stored = session.scalar(select(ItemBank).where(ItemBank.key == bank))
    if stored is None:
        stored = ItemBank(key=bank, updated_at=at)
        session.add(stored)
        session.flush()
    by_id = {item.id: item for item in items}
    revisions = item_revisions(session, bank, list(by_id.values()), at=at)
    present = session.scalars(select(BankItem).where(BankItem.bank_id == stored.id))
    known = {each.item_key: each for each in present}
    added = changed = 0
    for key, revision in revisions.items():
        place = known.get(key)
        if place is None:
            session.add(BankItem(bank_id=stored.id, item_key=key, item_revision_id=revision.id))
            added += 1
        elif place.item_revision_id != revision.id:
            place.item_revision = revision
            changed += 1
    if added or changed:
        stored.updated_at = at
    session.flush()
    return Taken(added, changed, len(revisions) - added - changed)
