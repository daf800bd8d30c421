"""Reading projects."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from lms import db
from lms.access import Actor, Role, ScopeKind
from lms.errors import NotFound
from lms.projects.models import Deliverable, Delivery, Project


def projects_mentored_by(session: Session, actor: Actor) -> list[Project]:
    """The projects the actor mentors, by title; the query twin of `access.mentors`."""
    ids = actor.scope_ids(Role.MENTOR, ScopeKind.PROJECT)
    if not ids:
        return []
    return list(session.scalars(select(Project).where(Project.id.in_(ids)).order_by(Project.title)))


def project_to_view(project_id: int) -> Project:
    """The project with this id; raises NotFound. For `guarded(load=…)`."""
    project = db.session().get(Project, project_id)
    if project is None:
        raise NotFound
    return project


def projects_studied_by(session: Session, actor: Actor) -> list[Project]:
    """The projects of the actor's cohorts, by title."""
    ids = actor.scope_ids(Role.TRAINEE, ScopeKind.COHORT)
    if not ids:
        return []
    query = select(Project).where(Project.cohort_id.in_(ids)).order_by(Project.title, Project.id)
    return list(session.scalars(query))


def deliverables_of(session: Session, project_ids: Collection[int]) -> list[Deliverable]:
    """What these projects shall deliver, the earliest due first, with what was handed in."""
    deliveries = selectinload(Deliverable.deliveries)
    query = (
        select(Deliverable)
        .options(deliveries.joinedload(Delivery.author), deliveries.joinedload(Delivery.reviewer))
        .where(Deliverable.project_id.in_(project_ids))
        .order_by(Deliverable.due_at, Deliverable.id)
    )
    return list(session.scalars(query))


def deliverable_to_view(deliverable_id: int) -> Deliverable:
    """The deliverable with this id; raises NotFound. For `guarded(load=…)`."""
    found = db.session().get(Deliverable, deliverable_id)
    if found is None:
        raise NotFound
    return found


def delivery_to_view(delivery_id: int) -> Delivery:
    """The delivery with this id; raises NotFound. For `guarded(load=…)`."""
    query = select(Delivery).options(joinedload(Delivery.deliverable))
    found = db.session().scalar(query.where(Delivery.id == delivery_id))
    if found is None:
        raise NotFound
    return found
