"""Putting the catalogue of certifications into the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments.certifications import Certification
from assessments.formats.yaml_certification import certification_data
from lms.certifications.models import StoredCertification


@dataclass(frozen=True, slots=True)
class Listed:
    """How many certifications were new, changed, as they were, or are listed no more."""

    added: int
    changed: int
    unchanged: int
    withdrawn: int


def publish_certifications(
    session: Session, found: Sequence[Certification], *, at: datetime
) -> Listed:
    """Make these the catalogue; what is not among them is kept, but listed no more."""
    known = {each.key: each for each in session.scalars(select(StoredCertification))}
    added = changed = 0
    for each in found:
        stored, source = known.pop(each.id, None), dict(certification_data(each))
        if stored is None:
            session.add(StoredCertification(key=each.id, source=source, published_at=at))
            added += 1
        elif stored.source != source or stored.withdrawn_at is not None:
            stored.source, stored.published_at, stored.withdrawn_at = source, at, None
            changed += 1
    gone = [each for each in known.values() if each.withdrawn_at is None]
    for each_gone in gone:
        each_gone.withdrawn_at = at
    session.flush()
    return Listed(added, changed, len(found) - added - changed, len(gone))
