"""What an operator types to fill a cohort."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, EmailField, SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from lms import db
from lms.accounts.models import User
from lms.accounts.queries import user_by_email
from lms.enrollments import queries
from lms.programs.forms import NEEDED, starts_before_it_ends, tidy
from lms.programs.models import Cohort
from lms.web.locale import in_language

MAX_PEOPLE = 500


class EnrollForm(FlaskForm):
    """E-mail addresses of people to enrol, one a line or separated by commas."""

    emails = TextAreaField(
        _l("이메일"),
        validators=[DataRequired(NEEDED), Length(max=60_000)],
        render_kw={"rows": 4, "spellcheck": "false"},
    )
    people: list[User]

    def addresses(self) -> list[str]:
        """The addresses in lower case, each once, in the order typed."""
        words = (self.emails.data or "").replace(",", " ").replace(";", " ").split()
        return list(dict.fromkeys(word.lower() for word in words))

    def validate_emails(self, _field: TextAreaField) -> None:
        """Find the people; refuse them all if there are too many or one is unknown."""
        addresses = self.addresses()
        if not addresses:
            raise ValidationError(NEEDED)
        if len(addresses) > MAX_PEOPLE:
            raise ValidationError(_l("한 번에 500명까지 등록할 수 있습니다."))
        self.people = queries.people_with(db.session(), addresses)
        known = {person.email for person in self.people}
        if unknown := [address for address in addresses if address not in known]:
            raise ValidationError(
                gettext("계정이 없는 이메일: %(emails)s", emails=", ".join(unknown))
            )


class OpenRunForm(FlaskForm):
    """A course to run in the cohort, by default as long as the cohort itself."""

    course_id = SelectField(_l("강의"), coerce=int, validate_choice=False)
    starts_on = DateField(_l("시작하는 날"), validators=[InputRequired(NEEDED)])
    ends_on = DateField(_l("끝나는 날"), validators=[InputRequired(NEEDED), starts_before_it_ends])

    def __init__(self, cohort: Cohort, **options: Any) -> None:
        super().__init__(starts_on=cohort.starts_on, ends_on=cohort.ends_on, **options)
        self._cohort = cohort
        courses = queries.courses_not_running_in(db.session(), cohort)
        self.course_id.choices = [(one.id, in_language(one.title)) for one in courses]

    def validate_course_id(self, field: SelectField) -> None:
        """Refuse a course that is not offered, and say so if it runs here already."""
        if field.data in {course_id for course_id, _title in field.choices}:
            return
        running = queries.runs_of_cohorts(db.session(), frozenset({self._cohort.id}))
        if field.data in {run.course_id for run in running}:
            raise ValidationError(_l("이 강의는 이 기수에 이미 열려 있습니다."))
        raise ValidationError(_l("목록에 있는 강의를 골라 주세요."))


class InstructorForm(FlaskForm):
    """The address of the person who shall teach the cohort."""

    email = EmailField(_l("강사 이메일"), filters=[tidy], validators=[DataRequired(NEEDED)])
    person: User

    def validate_email(self, field: EmailField) -> None:
        """Find the person with this address."""
        person = user_by_email(db.session(), field.data or "")
        if person is None:
            raise ValidationError(_l("그 이메일의 계정이 없습니다."))
        self.person = person
