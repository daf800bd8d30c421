"""What people type about themselves."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    EmailField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, EqualTo, Length, Regexp, ValidationError

from lms.accounts.models import TextSize, Theme, User
from lms.accounts.passwords import MAX_LENGTH, is_password, weakness_of
from lms.accounts.services import Profile
from lms.web.locale import LANGUAGES, TIME_ZONES

EMAIL = r"^[^@\s\x00-\x1f]+@[^@\s\x00-\x1f]+\.[^@\s\x00-\x1f]+$"


def _trimmed(text: str | None) -> str | None:
    return text.strip() if text else text


def _email() -> EmailField:
    return EmailField(
        _l("이메일"),
        filters=[_trimmed],
        validators=[
            DataRequired(_l("이메일을 입력해 주세요.")),
            Length(max=254),
            Regexp(EMAIL, message=_l("이메일 주소를 끝까지 적었는지 확인해 주세요.")),
        ],
        render_kw={"autocomplete": "username", "autofocus": True, "inputmode": "email"},
    )


def _new_password() -> PasswordField:
    return PasswordField(
        _l("새 비밀번호"),
        validators=[DataRequired(_l("새 비밀번호를 입력해 주세요.")), Length(max=MAX_LENGTH)],
        render_kw={"autocomplete": "new-password"},
    )


def _again() -> PasswordField:
    return PasswordField(
        _l("새 비밀번호 확인"),
        validators=[EqualTo("new", _l("두 번 적은 비밀번호가 서로 다릅니다."))],
        render_kw={"autocomplete": "new-password"},
    )


class LogInForm(FlaskForm):
    """E-mail and password."""

    email = _email()
    password = PasswordField(
        _l("비밀번호"),
        validators=[DataRequired(_l("비밀번호를 입력해 주세요.")), Length(max=MAX_LENGTH)],
        render_kw={"autocomplete": "current-password"},
    )


class ForgotPasswordForm(FlaskForm):
    """Where the mail shall go."""

    email = _email()


class ResetPasswordForm(FlaskForm):
    """A new password for the person, typed twice."""

    new = _new_password()
    again = _again()

    def __init__(self, person: User, **options: Any) -> None:
        super().__init__(**options)
        self.person = person

    def validate_new(self, field: PasswordField) -> None:
        """Refuse a password that others would guess."""
        weakness = weakness_of(field.data, email=self.person.email, name=self.person.name)
        if weakness:
            raise ValidationError(weakness)


class ChangePasswordForm(ResetPasswordForm):
    """The person's old password and a new one, typed twice."""

    old = PasswordField(
        _l("지금 비밀번호"),
        validators=[
            DataRequired(_l("지금 쓰는 비밀번호를 입력해 주세요.")),
            Length(max=MAX_LENGTH),
        ],
        render_kw={"autocomplete": "current-password"},
    )

    def validate_old(self, field: PasswordField) -> None:
        """Refuse anyone who only found the browser open."""
        if not is_password(self.person.password_hash, field.data):
            raise ValidationError(gettext("지금 쓰는 비밀번호가 아닙니다."))

    def validate_new(self, field: PasswordField) -> None:
        """Refuse the old password and one that others would guess."""
        if field.data == self.old.data:
            raise ValidationError(gettext("지금과 다른 비밀번호로 정해 주세요."))
        super().validate_new(field)


class ProfileForm(FlaskForm):
    """What a person may change about themselves."""

    name = StringField(
        _l("이름"),
        filters=[_trimmed],
        validators=[DataRequired(_l("이름을 입력해 주세요.")), Length(max=100)],
        render_kw={"autocomplete": "name"},
    )
    english_name = StringField(
        _l("영어 이름"),
        filters=[_trimmed],
        validators=[Length(max=100)],
        render_kw={"lang": "en"},
    )
    locale = SelectField(
        _l("화면 언어"), choices=[SelectChoice(code, name) for code, name in LANGUAGES.items()]
    )
    time_zone = SelectField(_l("시간대"), choices=[SelectChoice(zone) for zone in TIME_ZONES])

    def validate_english_name(self, field: StringField) -> None:
        """Refuse Hangul, which has its own field."""
        if field.data and not field.data.isascii():
            raise ValidationError(gettext("영어 글자로 적어 주세요."))

    @property
    def profile(self) -> Profile:
        """What was typed."""
        return Profile(
            name=self.name.data,
            english_name=self.english_name.data or "",
            locale=self.locale.data,
            time_zone=self.time_zone.data,
        )


class AppearanceForm(FlaskForm):
    """Colours and the size of text."""

    theme = RadioField(
        _l("색"),
        choices=[
            SelectChoice(Theme.AUTO, _l("기기 설정대로")),
            SelectChoice(Theme.LIGHT, _l("밝게")),
            SelectChoice(Theme.DARK, _l("어둡게")),
            SelectChoice(Theme.CONTRAST, _l("고대비")),
        ],
    )
    text_size = RadioField(
        _l("글자 크기"),
        choices=[
            SelectChoice(TextSize.NORMAL, _l("보통")),
            SelectChoice(TextSize.LARGE, _l("크게")),
            SelectChoice(TextSize.LARGER, _l("아주 크게")),
        ],
    )


class DeletionForm(FlaskForm):
    """Why a person leaves, and that they mean it."""

    reason = TextAreaField(
        _l("이유"),
        filters=[_trimmed],
        validators=[DataRequired(_l("이유를 간단히 적어 주세요.")), Length(max=500)],
        render_kw={"rows": 3},
    )
    is_sure = BooleanField(
        _l("지우고 나면 되돌릴 수 없다는 것을 압니다."),
        validators=[DataRequired(_l("확인란에 표시해 주세요."))],
    )
