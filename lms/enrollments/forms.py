"""What an operator types to fill a cohort."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

NEEDED = _l("꼭 필요한 칸입니다.")
MAX_PEOPLE = 500


class EnrollForm(FlaskForm):
    """E-mail addresses of people to enrol, one a line or separated by commas."""

    emails = TextAreaField(
        _l("이메일"),
        validators=[InputRequired(NEEDED), Length(max=60_000)],
        render_kw={"rows": 4, "spellcheck": "false"},
    )

    def addresses(self) -> list[str]:
        """The addresses in lower case, each once, in the order typed."""
        words = (self.emails.data or "").replace(",", " ").replace(";", " ").split()
        return list(dict.fromkeys(word.lower() for word in words))

    def validate_emails(self, _field: TextAreaField) -> None:
        """Not more people at once than a cohort may have."""
        if len(self.addresses()) > MAX_PEOPLE:
            raise ValidationError(_l("한 번에 500명까지 등록할 수 있습니다."))


class OpenRunForm(FlaskForm):
    """A course to run in the cohort."""

    course_id = SelectField(_l("강의"), coerce=int)
    starts_on = DateField(_l("시작하는 날"), validators=[InputRequired(NEEDED)])
    ends_on = DateField(_l("끝나는 날"), validators=[InputRequired(NEEDED)])

    def validate_ends_on(self, field: DateField) -> None:
        """The last day is not before the first."""
        if self.starts_on.data and field.data and field.data < self.starts_on.data:
            raise ValidationError(_l("끝나는 날이 시작하는 날보다 앞설 수 없습니다."))
