"""Reading the catalogue of certifications."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments.certifications import Certification
from assessments.formats.yaml_certification import certification_from
from lms import db
from lms.catalog.models import Course
from lms.certifications.models import StoredCertification
from lms.errors import NotFound


def listed_certifications(session: Session) -> list[Certification]:
    """Every certification of the catalogue, by key."""
    query = (
        select(StoredCertification.source)
        .where(StoredCertification.withdrawn_at.is_(None))
        .order_by(StoredCertification.key)
    )
    return [certification_from(source) for source in session.scalars(query)]


def listed_certification(key: str) -> Certification:
    """The certification with this key; raises NotFound."""
    query = select(StoredCertification.source).where(
        StoredCertification.key == key, StoredCertification.withdrawn_at.is_(None)
    )
    source = db.session().scalar(query)
    if source is None:
        raise NotFound
    return certification_from(source)


def titles_of(session: Session, keys: frozenset[str]) -> dict[str, dict[str, str]]:
    """The titles of listed certifications by key."""
    query = select(StoredCertification.key, StoredCertification.source).where(
        StoredCertification.key.in_(keys), StoredCertification.withdrawn_at.is_(None)
    )
    return {key: dict(source["title"]) for key, source in session.execute(query)}


def course_for(session: Session, slug: str) -> Course | None:
    """The published course that prepares for a certification, if there is one."""
    query = select(Course).where(Course.slug == slug, Course.current_revision_id.is_not(None))
    return session.scalar(query) if slug else None
