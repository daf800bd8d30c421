"""What people type about themselves."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField
from wtforms.validators import DataRequired, Length

from lms.accounts.passwords import MAX_LENGTH


class LogInForm(FlaskForm):
    """E-mail and password."""

    email = EmailField(
        _l("이메일"),
        validators=[DataRequired(_l("이메일을 입력해 주세요.")), Length(max=254)],
        render_kw={"autocomplete": "username", "autofocus": True},
    )
    password = PasswordField(
        _l("비밀번호"),
        validators=[DataRequired(_l("비밀번호를 입력해 주세요.")), Length(max=MAX_LENGTH)],
        render_kw={"autocomplete": "current-password"},
    )
