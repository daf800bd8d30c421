"""What an operator types to set up a programme."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, ValidationError

from lms import db
from lms.programs import queries
from lms.programs.models import Campus, Organisation, Program

NEEDED = _l("꼭 필요한 칸입니다.")


def tidy(text: str | None) -> str | None:
    """One line, each gap one space, so that equal names are equal."""
    return " ".join(text.split()) if text else text


def starts_before_it_ends(form: Any, field: DateField) -> None:
    """The last day is not before the first."""
    starts_on: date | None = form.starts_on.data
    if starts_on and field.data and field.data < starts_on:
        raise ValidationError(_l("끝나는 날이 시작하는 날보다 앞설 수 없습니다."))


class NameIsNew:
    """No other row of this table has the name."""

    def __init__(self, table: type[Campus | Organisation | Program]) -> None:
        self._table = table

    def __call__(self, _form: FlaskForm, field: StringField) -> None:
        """Refuse a name that is taken."""
        if queries.is_named(db.session(), self._table, field.data):
            raise ValidationError(_l("같은 이름이 이미 있습니다."))


def _name(label: str, table: type[Campus | Organisation | Program]) -> StringField:
    return StringField(
        label,
        filters=[tidy],
        validators=[DataRequired(NEEDED), Length(max=100), NameIsNew(table)],
    )


class CampusForm(FlaskForm):
    """A new campus."""

    name = _name(_l("캠퍼스 이름"), Campus)
    district = StringField(
        _l("자치구"), filters=[tidy], validators=[DataRequired(NEEDED), Length(max=50)]
    )


class OrganisationForm(FlaskForm):
    """A new partner."""

    name = _name(_l("기관 이름"), Organisation)


class ProgramForm(FlaskForm):
    """A new programme; the partner is optional."""

    name = _name(_l("과정 이름"), Program)
    summary = TextAreaField(_l("한 줄 소개"), filters=[tidy], validators=[Length(max=500)])
    partner_id = SelectField(_l("교육파트너"), coerce=int)


class CohortForm(FlaskForm):
    """A new cohort of a programme on a campus."""

    program_id = SelectField(_l("과정"), coerce=int)
    campus_id = SelectField(_l("캠퍼스"), coerce=int)
    number = IntegerField(
        _l("기수"), validators=[InputRequired(NEEDED), NumberRange(min=1, max=9999)]
    )
    starts_on = DateField(_l("시작하는 날"), validators=[InputRequired(NEEDED)])
    ends_on = DateField(_l("끝나는 날"), validators=[InputRequired(NEEDED), starts_before_it_ends])

    def validate(self, extra_validators: Any = None) -> bool:
        """Refuse a number that the programme has on this campus."""
        if not super().validate(extra_validators):
            return False
        place = self.program_id.data, self.campus_id.data, self.number.data
        if queries.has_cohort(db.session(), *place):
            self.number.errors = [_l("이 캠퍼스에 이 과정의 이 기수가 이미 있습니다.")]
        return not self.number.errors
