"""What people type about themselves."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField, RadioField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, EqualTo, Length, Regexp, ValidationError

from lms.accounts.models import User
from lms.accounts.passwords import MAX_LENGTH, is_password, weakness_of
from lms.web.locale import LANGUAGES

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
    locale = RadioField(
        _l("화면 언어"), choices=[SelectChoice(code, name) for code, name in LANGUAGES.items()]
    )
