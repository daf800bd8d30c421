"""What an administrator types."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import SelectField
from wtforms.validators import ValidationError

from lms.access import Grant, Role, ScopeKind

ROLE_NAMES = {
    Role.ADMIN: _l("관리자"),
    Role.OPERATOR: _l("운영자"),
    Role.PARTNER_MANAGER: _l("교육파트너"),
    Role.INSTRUCTOR: _l("강사"),
    Role.MENTOR: _l("기업 멘토"),
    Role.TRAINEE: _l("교육생"),
}


class ImportForm(FlaskForm):
    """A CSV of people."""

    file = FileField(
        _l("CSV 파일"),
        validators=[FileRequired(_l("파일을 골라 주세요."))],
        render_kw={"accept": ".csv,text/csv"},
    )


class GrantForm(FlaskForm):
    """A role in a scope; the choice carries role, kind and id."""

    grant = SelectField(_l("역할과 범위"), validate_choice=False)

    def validate_grant(self, field: SelectField) -> None:
        """Refuse what is not offered."""
        if field.data not in {value for value, _label in field.choices}:
            raise ValidationError(_l("그런 역할은 줄 수 없습니다."))

    @property
    def chosen(self) -> Grant:
        """The grant that the choice names."""
        role, kind, scope_id = self.grant.data.split(":")
        return Grant(Role(role), ScopeKind(kind), int(scope_id) or None)
