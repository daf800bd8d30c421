"""What an instructor sets: when a target opens, a week a unit, and what is otherwise for one person."""

from collections.abc import Iterable, Sequence

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from lms.pacing.models import DoneBy
from lms.pacing.rules import Kind, Prerequisite, Rule, Span, Target
from lms.web.moments import MomentField

NEEDED = _l("꼭 필요한 칸입니다.")
BETWEEN = "/"


class CheckboxesField(SelectMultipleField):
    """Some of many, as checkboxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class RuleForm(FlaskForm):
    """When one unit or lesson opens for everybody."""

    opens_at = MomentField(_l("여는 때"), validators=[Optional()])
    units = CheckboxesField(_l("먼저 마칠 단원"))
    lessons = CheckboxesField(_l("먼저 마칠 강의"))
    works = CheckboxesField(_l("먼저 채점받을 과제와 모의시험"))
    percent = IntegerField(
        _l("과제와 모의시험에서 받아야 하는 점수 (%)"),
        default=0,
        validators=[InputRequired(NEEDED), NumberRange(0, 100, _l("0부터 100까지 적어 주세요."))],
    )

    @property
    def rule(self) -> Rule:
        """What was typed, as a value."""
        percent = int(self.percent.data or 0)
        works = (value.split(BETWEEN, 1) for value in self.works.data or ())
        return Rule(
            self.opens_at.data,
            (
                *(Prerequisite(Kind.UNIT, key) for key in self.units.data or ()),
                *(Prerequisite(Kind.LESSON, key) for key in self.lessons.data or ()),
                *(Prerequisite(Kind(kind), key, percent) for kind, key in works),
            ),
        )


class SpreadForm(FlaskForm):
    """One unit after the other."""

    first_at = MomentField(_l("첫 단원을 여는 때"), validators=[InputRequired(NEEDED)])
    days = IntegerField(
        _l("다음 단원까지 며칠"),
        default=7,
        validators=[InputRequired(NEEDED), NumberRange(0, 365, _l("0부터 365까지 적어 주세요."))],
    )
    in_order = BooleanField(_l("앞 단원을 마쳐야 다음 단원을 열기"))


class DoneByForm(FlaskForm):
    """What marks a lesson done."""

    done_by = RadioField(
        _l("강의를 마친 것으로 보는 때"),
        choices=[
            SelectChoice(DoneBy.HAND.value, _l("교육생이 ‘마치기’를 누를 때")),
            SelectChoice(
                DoneBy.QUIZZES.value, _l("강의 속 퀴즈를 모두 맞혔을 때도 (퀴즈가 있는 강의)")
            ),
        ],
        validators=[InputRequired(NEEDED)],
    )


class ReleaseForm(FlaskForm):
    """What opens otherwise for one person, from when and why; no moment means now."""

    person = SelectField(_l("교육생"), coerce=int, validators=[InputRequired(NEEDED)])
    target = SelectField(_l("무엇을"), validators=[InputRequired(NEEDED)])
    opens_at = MomentField(_l("여는 때"), validators=[Optional()])
    reason = StringField(_l("까닭"), validators=[DataRequired(NEEDED), Length(max=300)])

    @property
    def chosen(self) -> Target:
        """What opens."""
        span, _, key = str(self.target.data).partition(BETWEEN)
        return Target(Span(span), key)


def rule_form(
    rule: Rule,
    *,
    units: Sequence[SelectChoice],
    lessons: Sequence[SelectChoice],
    works: Sequence[SelectChoice],
) -> RuleForm:
    """The form filled with the present rule, or with what was just typed."""
    graded = [one for one in rule.after if one.kind.is_work]
    form = RuleForm(
        opens_at=rule.opens_at,
        units=_keys(rule.after, Kind.UNIT),
        lessons=_keys(rule.after, Kind.LESSON),
        works=[BETWEEN.join((one.kind.value, one.key)) for one in graded],
        percent=max((one.percent for one in graded), default=0),
    )
    form.units.choices, form.lessons.choices, form.works.choices = units, lessons, works
    return form


def value_of(target: Target) -> str:
    """A target as the value of a choice."""
    return BETWEEN.join((target.span.value, target.key))


def _keys(after: Iterable[Prerequisite], kind: Kind) -> list[str]:
    return [one.key for one in after if one.kind is kind]
