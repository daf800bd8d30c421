"""What an operator types to set up a programme."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, ValidationError

NEEDED = _l("꼭 필요한 칸입니다.")


class CampusForm(FlaskForm):
    """A new campus."""

    name = StringField(_l("캠퍼스 이름"), validators=[DataRequired(NEEDED), Length(max=100)])
    district = StringField(_l("자치구"), validators=[DataRequired(NEEDED), Length(max=50)])


class OrganisationForm(FlaskForm):
    """A new partner."""

    name = StringField(_l("기관 이름"), validators=[DataRequired(NEEDED), Length(max=100)])


class ProgramForm(FlaskForm):
    """A new programme; the partner is optional."""

    name = StringField(_l("과정 이름"), validators=[DataRequired(NEEDED), Length(max=100)])
    summary = TextAreaField(_l("한 줄 소개"), validators=[Length(max=500)])
    partner_id = SelectField(_l("교육파트너"), coerce=int)


def starts_before_it_ends(form: Any, field: DateField) -> None:
    """The last day is not before the first."""
    starts_on: date | None = form.starts_on.data
    if starts_on and field.data and field.data < starts_on:
        raise ValidationError(_l("끝나는 날이 시작하는 날보다 앞설 수 없습니다."))


class CohortForm(FlaskForm):
    """A new cohort of a programme on a campus."""

    program_id = SelectField(_l("과정"), coerce=int)
    campus_id = SelectField(_l("캠퍼스"), coerce=int)
    number = IntegerField(
        _l("기수"), validators=[InputRequired(NEEDED), NumberRange(min=1, max=9999)]
    )
    starts_on = DateField(_l("시작하는 날"), validators=[InputRequired(NEEDED)])
    ends_on = DateField(_l("끝나는 날"), validators=[InputRequired(NEEDED), starts_before_it_ends])
