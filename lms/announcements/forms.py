"""What an author writes."""

from datetime import datetime

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from lms.announcements.models import Announcement
from lms.announcements.services import Place, Wording
from lms.programs.models import Campus
from lms.web.moments import MomentField

NEEDED = _l("꼭 필요한 칸입니다.")
MOST_BODY = 20_000
MOST_TITLE = 200


class AnnouncementForm(FlaskForm):
    """Korean title and body, English if wanted, and when."""

    title_ko = StringField(_l("제목"), validators=[DataRequired(NEEDED), Length(max=MOST_TITLE)])
    body_ko = TextAreaField(_l("내용"), validators=[DataRequired(NEEDED), Length(max=MOST_BODY)])
    title_en = StringField(_l("영어 제목 (선택)"), validators=[Length(max=MOST_TITLE)])
    body_en = TextAreaField(_l("영어 내용 (선택)"), validators=[Length(max=MOST_BODY)])
    publish_at = MomentField(_l("게시 시각 (비우면 바로)"), validators=[Optional()])
    is_pinned = BooleanField(_l("목록 맨 위에 고정"))

    def validate_title_en(self, field: StringField) -> None:
        """English has a title if it has a body."""
        if _is_blank(field.data) and not _is_blank(self.body_en.data):
            raise ValidationError(_l("영어로도 알리려면 제목과 내용을 모두 적어 주세요."))

    def validate_body_en(self, field: TextAreaField) -> None:
        """English has a body if it has a title."""
        if _is_blank(field.data) and not _is_blank(self.title_en.data):
            raise ValidationError(_l("영어로도 알리려면 제목과 내용을 모두 적어 주세요."))

    @property
    def wording(self) -> Wording:
        """What was written, by language."""
        title = {"ko": _tidy(self.title_ko.data), "en": _tidy(self.title_en.data)}
        body = {"ko": self.body_ko.data, "en": self.body_en.data}
        written = [language for language, text in title.items() if text]
        return Wording({one: title[one] for one in written}, {one: body[one] for one in written})

    @property
    def moment(self) -> datetime | None:
        """When to publish; None for at once."""
        typed: datetime | None = self.publish_at.data
        return typed


class PlacedAnnouncementForm(AnnouncementForm):
    """The same with a choice of places."""

    place = SelectField(_l("받는 사람"))

    def offer(self, places: list[Place]) -> None:
        """Let the author choose among these."""
        self.place.choices = [SelectChoice(key_of(place), _words_of(place)) for place in places]


def form_of(announcement: Announcement) -> AnnouncementForm:
    """The form filled with what is there, or with what was just typed."""
    return AnnouncementForm(
        title_ko=announcement.title.get("ko"),
        body_ko=announcement.body.get("ko"),
        title_en=announcement.title.get("en"),
        body_en=announcement.body.get("en"),
        publish_at=announcement.publish_at,
        is_pinned=announcement.is_pinned,
    )


def key_of(place: Place) -> str:
    """The word that names a place in a form."""
    if place is None:
        return "city"
    return f"{'campus' if isinstance(place, Campus) else 'cohort'}-{place.id}"


def _words_of(place: Place) -> str:
    return str(_l("시 전체")) if place is None else str(getattr(place, "name", ""))


def _is_blank(text: str | None) -> bool:
    return not (text or "").strip()


def _tidy(text: str | None) -> str:
    return " ".join((text or "").split())
