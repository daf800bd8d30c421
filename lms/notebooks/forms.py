"""What an instructor sets for an assignment and for its scores."""

from datetime import timedelta

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    IntegerField,
    RadioField,
    SelectField,
    StringField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    ValidationError,
)
from wtforms.widgets import HiddenInput

from lms.notebooks.counting import CountRule
from lms.notebooks.lateness import LatePolicy, LateStep
from lms.notebooks.models import Party
from lms.notebooks.queries import Window
from lms.notebooks.score_models import ApplyRule
from lms.web.moments import MomentField

NEEDED = _l("꼭 필요한 칸입니다.")
PERCENT = NumberRange(0, 100, _l("0부터 100까지 적어 주세요."))


class WindowForm(FlaskForm):
    """Dates in the time zone of who sets them, and the number of attempts."""

    opens_at = MomentField(_l("여는 때"), validators=[InputRequired(NEEDED)])
    due_at = MomentField(_l("마감"), validators=[InputRequired(NEEDED)])
    closes_at = MomentField(_l("닫는 때"), validators=[InputRequired(NEEDED)])
    max_attempts = IntegerField(
        _l("제출할 수 있는 횟수"),
        validators=[InputRequired(NEEDED), NumberRange(1, 100, _l("1부터 100까지 적어 주세요."))],
    )
    counts = SelectField(
        _l("여러 번 낸 것 가운데"),
        choices=[
            SelectChoice(CountRule.BEST.value, _l("가장 높은 점수")),
            SelectChoice(CountRule.LAST.value, _l("마지막 점수")),
            SelectChoice(CountRule.FIRST.value, _l("첫 점수")),
            SelectChoice(CountRule.MEAN.value, _l("평균")),
        ],
    )
    late_percent = IntegerField(_l("늦은 제출에서 빼는 점수 (%)"), default=0, validators=[PERCENT])
    late_step = SelectField(
        _l("얼마마다"),
        choices=[
            SelectChoice(LateStep.DAY.value, _l("하루 늦을 때마다")),
            SelectChoice(LateStep.HOUR.value, _l("한 시간 늦을 때마다")),
        ],
    )
    late_most_percent = IntegerField(_l("많아야 (%)"), default=100, validators=[PERCENT])
    late_grace_minutes = IntegerField(
        _l("봐주는 시간 (분)"),
        default=0,
        validators=[
            NumberRange(0, 10_080, _l("0부터 10080까지 적어 주세요.")),
        ],
    )

    def validate_due_at(self, field: MomentField) -> None:
        """The due date is not before the opening."""
        if self.opens_at.data and field.data and field.data < self.opens_at.data:
            raise ValidationError(_l("마감은 여는 때보다 빠를 수 없습니다."))

    def validate_closes_at(self, field: MomentField) -> None:
        """The closing is not before the due date."""
        if self.due_at.data and field.data and field.data < self.due_at.data:
            raise ValidationError(_l("닫는 때는 마감보다 빠를 수 없습니다."))

    @property
    def window(self) -> Window:
        """What was typed, as moments."""
        return Window(
            opens_at=self.opens_at.moment,
            due_at=self.due_at.moment,
            closes_at=self.closes_at.moment,
            max_attempts=int(self.max_attempts.data or 0),
            late=LatePolicy(
                int(self.late_percent.data or 0),
                LateStep(self.late_step.data),
                int(self.late_most_percent.data or 0),
                timedelta(minutes=int(self.late_grace_minutes.data or 0)),
            ),
            counts=CountRule(self.counts.data),
        )


def form_of(window: Window) -> WindowForm:
    """The form filled with the present dates, or with what was just typed."""
    return WindowForm(
        opens_at=window.opens_at,
        due_at=window.due_at,
        closes_at=window.closes_at,
        max_attempts=window.max_attempts,
        counts=window.counts.value,
        late_percent=window.late.percent,
        late_step=window.late.step.value,
        late_most_percent=window.late.most_percent,
        late_grace_minutes=int(window.late.grace.total_seconds() // 60),
    )


class ExtensionForm(FlaskForm):
    """Until when one person, or one team, has, how many attempts more, and why."""

    is_for_teams = False
    person = SelectField(_l("교육생"), coerce=int, validators=[InputRequired(NEEDED)])
    until = MomentField(_l("새 마감"), validators=[InputRequired(NEEDED)])
    more_attempts = IntegerField(
        _l("더 주는 제출 횟수"),
        default=0,
        validators=[InputRequired(NEEDED), NumberRange(0, 100, _l("0부터 100까지 적어 주세요."))],
    )
    reason = StringField(_l("까닭"), validators=[DataRequired(NEEDED), Length(max=300)])

    @property
    def party(self) -> Party:
        """Who was picked."""
        picked = int(self.person.data)
        return (picked, 0) if self.is_for_teams else (None, picked)


class ApplyForm(FlaskForm):
    """Which new scores of a trial count; `n_lower` is how many the page said would fall."""

    rule = RadioField(
        _l("무엇을 반영할까요"),
        choices=[
            SelectChoice(
                ApplyRule.BETTER.value, _l("높아진 점수만 (낮아지는 사람은 지금 점수를 지킵니다)")
            ),
            SelectChoice(ApplyRule.ALL.value, _l("모두 (낮아지는 점수도)")),
        ],
        default=ApplyRule.BETTER.value,
    )
    n_lower = IntegerField(validators=[InputRequired()], widget=HiddenInput())

    @property
    def chosen(self) -> ApplyRule:
        """The rule that was picked."""
        return ApplyRule(self.rule.data)
