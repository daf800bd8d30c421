"""What is typed to form teams."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, SelectField, SelectMultipleField, StringField
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    ValidationError,
)
from wtforms.widgets import CheckboxInput

from lms.notebooks.forms import NEEDED
from lms.notebooks.team_models import LONGEST_NAME, TeamRule
from lms.notebooks.teams import Terms
from lms.web.moments import MomentField

SIZE = NumberRange(1, 50, _l("1부터 50까지 적어 주세요."))
USUAL = Terms(2, 4)


class TermsForm(FlaskForm):
    """How large teams are, and until when trainees form them."""

    least = IntegerField(_l("적어도 (명)"), validators=[InputRequired(NEEDED), SIZE])
    most = IntegerField(_l("많아야 (명)"), validators=[InputRequired(NEEDED), SIZE])
    forms_until = MomentField(_l("교육생이 스스로 정하는 기한"), validators=[Optional()])

    def validate_most(self, field: IntegerField) -> None:
        """The most is not fewer than the least."""
        if self.least.data and field.data and field.data < self.least.data:
            raise ValidationError(_l("적어도보다 작을 수 없습니다."))

    @property
    def terms(self) -> Terms:
        """What was typed."""
        return Terms(int(self.least.data or 0), int(self.most.data or 0), self.forms_until.data)


def terms_form(rule: TeamRule | None) -> TermsForm:
    """The form with the present terms, or the usual ones, or what was just typed."""
    present = rule or USUAL
    return TermsForm(least=present.least, most=present.most, forms_until=present.forms_until)


class TeamForm(FlaskForm):
    """A new team's name, and who is in it."""

    name = StringField(_l("팀 이름"), validators=[DataRequired(NEEDED), Length(max=LONGEST_NAME)])
    people = SelectMultipleField(_l("팀원"), coerce=int, choices=[], option_widget=CheckboxInput())


class MemberForm(FlaskForm):
    """Who comes to a team, and whether what it handed in is theirs, too."""

    person = SelectField(_l("더할 교육생"), coerce=int, validators=[InputRequired(NEEDED)])
    also_earlier = BooleanField(_l("이미 제출한 것도 이 사람의 것으로 셉니다"))


class OwnTeamForm(FlaskForm):
    """The name of the team that a trainee begins."""

    name = StringField(_l("팀 이름"), validators=[DataRequired(NEEDED), Length(max=LONGEST_NAME)])
