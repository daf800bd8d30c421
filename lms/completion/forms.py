"""What an instructor sets for completion, and an operator writes when taking a certificate back."""

from collections.abc import Collection

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectMultipleField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from lms.completion.conditions import Demand
from lms.gradebook.book import Work
from lms.web.locale import in_language

NEEDED = _l("꼭 필요한 칸입니다.")
PERCENT = NumberRange(0, 100, _l("0부터 100까지 적어 주세요."))
BETWEEN = "/"


class DemandForm(FlaskForm):
    """Percent of lessons, percent of points, and the works that must be graded."""

    lessons_percent = IntegerField(
        _l("마쳐야 하는 강의 (%)"), validators=[InputRequired(NEEDED), PERCENT]
    )
    score_percent = IntegerField(
        _l("받아야 하는 점수 (%)"), validators=[InputRequired(NEEDED), PERCENT]
    )
    works = SelectMultipleField(
        _l("꼭 마쳐야 하는 과제와 모의시험"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    @property
    def demand(self) -> Demand:
        """What was typed, as a value."""
        pairs = (value.split(BETWEEN, 1) for value in self.works.data or ())
        return Demand(
            int(self.lessons_percent.data or 0),
            int(self.score_percent.data or 0),
            frozenset((kind, key) for kind, key in pairs),
        )


class RevocationForm(FlaskForm):
    """Why a certificate is taken back."""

    reason = StringField(_l("취소하는 까닭"), validators=[DataRequired(NEEDED), Length(max=300)])


def form_of(demand: Demand, works: Collection[Work]) -> DemandForm:
    """The form filled with the present rule, or with what was just typed."""
    form = DemandForm(
        lessons_percent=demand.lessons_percent,
        score_percent=demand.score_percent,
        works=[BETWEEN.join(work) for work in sorted(demand.works)],
    )
    form.works.choices = [
        SelectChoice(BETWEEN.join((work.kind, work.key)), in_language(work.title)) for work in works
    ]
    return form
