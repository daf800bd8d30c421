"""What people of a project are told: mentors of what came in, the cohort of what a mentor said."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.access import Role, ScopeKind
from lms.accounts.models import RoleGrant
from lms.notices.models import NoticeKind
from lms.notices.services import notify
from lms.projects.models import Delivery, Project


def tell_delivery(session: Session, project: Project, delivery: Delivery, *, at: datetime) -> None:
    """Tell the project's mentors that something waits for them."""
    _tell(session, NoticeKind.DELIVERED, mentors_of(session, project), delivery, at=at)


def tell_review(session: Session, delivery: Delivery, *, at: datetime) -> None:
    """Tell whoever handed it in that a mentor looked at it."""
    _tell(session, NoticeKind.REVIEWED, [delivery.author_id], delivery, at=at)


def mentors_of(session: Session, project: Project) -> list[int]:
    """The ids of the project's mentors."""
    query = select(RoleGrant.user_id).where(
        RoleGrant.role == Role.MENTOR,
        RoleGrant.scope_kind == ScopeKind.PROJECT,
        RoleGrant.scope_key == project.id,
    )
    return list(session.scalars(query))


def _tell(
    session: Session, kind: NoticeKind, user_ids: list[int], delivery: Delivery, *, at: datetime
) -> None:
    found = delivery.deliverable
    facts = {"title": found.title, "project": found.project.title}
    notify(session, kind, user_ids, facts=facts, link=f"/deliverables/{found.id}", at=at)
