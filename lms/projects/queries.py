"""Reading projects."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import db
from lms.access import Actor, Role, ScopeKind
from lms.errors import NotFound
from lms.projects.models import Project


def projects_mentored_by(session: Session, actor: Actor) -> list[Project]:
    """The projects the actor mentors, by title; the query twin of `access.mentors`."""
    ids = actor.scope_ids(Role.MENTOR, ScopeKind.PROJECT)
    return list(session.scalars(select(Project).where(Project.id.in_(ids)).order_by(Project.title)))


def project_to_view(project_id: int) -> Project:
    """The project with this id; raises NotFound. For `guarded(load=…)`."""
    project = db.session().get(Project, project_id)
    if project is None:
        raise NotFound
    return project
