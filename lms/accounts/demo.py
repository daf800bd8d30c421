"""The people of a demo installation; those who need a cohort get it elsewhere."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy.orm import Session

from lms import keyring
from lms.access import Grant, Role, ScopeKind
from lms.accounts.models import User
from lms.accounts.queries import user_by_email
from lms.accounts.services import create_user, grant_role
from lms.errors import Forbidden
from lms.settings import Settings


@dataclass(frozen=True)
class DemoPerson:
    """Someone to try the installation as."""

    email: str
    name: str
    role: Role
    what: LazyString

    @property
    def city_grant(self) -> Grant | None:
        """The role, where it holds in the whole city and needs no cohort."""
        holds = self.role in {Role.ADMIN, Role.OPERATOR}
        return Grant(self.role, ScopeKind.CITY, None) if holds else None


DEMO_PEOPLE = (
    DemoPerson("trainee@baeum.example", "김하늘", Role.TRAINEE, _l("교육생")),
    DemoPerson("trainee2@baeum.example", "이서준", Role.TRAINEE, _l("교육생")),
    DemoPerson("instructor@baeum.example", "박지원", Role.INSTRUCTOR, _l("강사")),
    DemoPerson("mentor@baeum.example", "최은서", Role.MENTOR, _l("기업 멘토")),
    DemoPerson("operator@baeum.example", "정도윤", Role.OPERATOR, _l("운영자")),
    DemoPerson("admin@baeum.example", "강민주", Role.ADMIN, _l("관리자")),
)


def demo_password(settings: Settings) -> str:
    """The one password of all demo people: as set, else made at random and kept."""
    refuse_unless_demo(settings)
    return settings.demo_password or keyring.secret(
        settings.secrets_dir, "demo_password", n_bytes=6
    )


def create_demo_people(session: Session, password: str, *, at: datetime) -> list[User]:
    """Add those who are missing, with their city-wide roles; the others stay as they are."""
    return [_person(session, person, password, at=at) for person in DEMO_PEOPLE]


def refuse_unless_demo(settings: Settings) -> None:
    """Raise Forbidden where real people work."""
    if not settings.is_demo:
        raise Forbidden("demo people exist in demo mode only (BAEUM_MODE=demo)")


def _person(session: Session, person: DemoPerson, password: str, *, at: datetime) -> User:
    found = user_by_email(session, person.email)
    user = found or create_user(
        session, email=person.email, name=person.name, password=password, at=at
    )
    if person.city_grant:
        grant_role(session, user, person.city_grant, at=at)
    return user
