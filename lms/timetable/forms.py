"""The class hours that somebody adds."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectMultipleField, TimeField, ValidationError
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from lms.timetable.words import day_name

NEEDED = _l("꼭 필요한 칸입니다.")


class WallTimeField(TimeField):
    """A time of day; what is none is refused in the reader's language."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(gettext("시각을 적어 주세요. 예: 09:00")) from None


class HourForm(FlaskForm):
    """The same time on one or several days of the week."""

    weekdays = SelectMultipleField(
        _l("요일"),
        coerce=int,
        validators=[InputRequired(_l("요일을 골라 주세요."))],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    begins = WallTimeField(_l("시작하는 시각"), validators=[InputRequired(NEEDED)])
    ends = WallTimeField(_l("끝나는 시각"), validators=[InputRequired(NEEDED)])

    def validate_ends(self, field: TimeField) -> None:
        """A class ends after it begins."""
        if field.data and self.begins.data and field.data <= self.begins.data:
            raise ValidationError(gettext("끝나는 시각은 시작하는 시각보다 늦어야 합니다."))


def hour_form(*, is_new: bool = False) -> HourForm:
    """The form as it was typed, or an empty one."""
    form = HourForm(formdata=None) if is_new else HourForm()
    form.weekdays.choices = [SelectChoice(day, day_name(day)) for day in range(7)]
    return form
