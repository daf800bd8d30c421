"""What people type who mark, who ask for another look, and who answer."""

from decimal import Decimal
from typing import Self

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    DecimalField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    StopValidation,
    ValidationError,
)
from wtforms.widgets import CheckboxInput, HiddenInput

from lms.notebooks.flag_models import LONGEST_NOTE
from lms.notebooks.forms import NEEDED, PERCENT
from lms.notebooks.marking import Given
from lms.notebooks.marks import Result
from lms.notebooks.regrade_requests import LONGEST, Rule
from lms.notebooks.rubric_models import LONGEST_NAME, Rubric
from lms.web.locale import points

HUNDREDTH = Decimal("0.01")
MOST_POINTS = Decimal(1000)


def _needed_without_criteria(form: "MarkForm", field: DecimalField) -> None:
    if any(typed.strip() for typed in field.raw_data or ()):
        return
    field.errors = []
    if form.criteria.data:
        raise StopValidation
    raise StopValidation(
        _l("기준을 고르거나 점수를 적어 주세요.") if form.criteria.choices else NEEDED
    )


class MarkForm(FlaskForm):
    """Points and words for one cell; `seen` is the mark that the marker saw, 0 for none."""

    criteria = SelectMultipleField(
        _l("기준"), coerce=int, choices=[], option_widget=CheckboxInput(), validate_choice=True
    )
    points = DecimalField(
        _l("점수"),
        places=None,
        validators=[_needed_without_criteria],
        render_kw={"autofocus": True, "inputmode": "decimal", "autocomplete": "off"},
    )
    comment = TextAreaField(_l("의견"), validators=[Length(max=4000)], render_kw={"rows": 4})
    seen = IntegerField(validators=[InputRequired()], widget=HiddenInput())
    most: Decimal

    @classmethod
    def of(cls, result: Result, rubric: Rubric | None = None) -> "MarkForm":
        """The form with what the cell earned so far; points that criteria make are not typed."""
        mark = result.mark
        is_sum = mark is not None and mark.rubric and not mark.adjustment
        form = cls(
            formdata=None,
            points=None if is_sum else result.score,
            comment=_comment_of(result),
            criteria=[one["id"] for one in mark.rubric] if mark else [],
        )
        form.offer(rubric, result)
        form.see(result)
        return form

    def offer(self, rubric: Rubric | None, result: Result) -> None:
        """Let the criteria be picked, for a cell with these points."""
        self.most = result.points
        self.criteria.choices = [
            SelectChoice(one.id, f"{one.name} ({_signed(one.points)})")
            for one in (rubric.present if rubric else ())
        ]

    def see(self, result: Result) -> None:
        """Take it that the marker sees this now."""
        self.most = result.points
        self.seen.raw_data = None
        self.seen.data = result.mark.id if result.mark else 0

    def validate_points(self, field: DecimalField) -> None:
        """Points lie between nothing and the cell's."""
        _demand_within(field.data, self.most)

    def given(self, rubric: Rubric | None) -> Given:
        """What was decided, points to hundredths."""
        typed = self.points.data
        points = None if typed is None else Decimal(typed).quantize(HUNDREDTH)
        return Given(points, self.comment.data or "", rubric, self.criteria.data or ())


class RubricItemForm(FlaskForm):
    """A criterion: what it is called, and what having it adds or takes off."""

    name = StringField(_l("기준"), validators=[DataRequired(NEEDED), Length(max=LONGEST_NAME)])
    points = DecimalField(
        _l("점수"),
        places=None,
        validators=[InputRequired(NEEDED)],
        render_kw={"autocomplete": "off"},
    )

    def validate_points(self, field: DecimalField) -> None:
        """A criterion is worth something, up or down."""
        given = field.data
        if given is None or not given.is_finite() or not 0 < abs(given) <= MOST_POINTS:
            most = points(MOST_POINTS)
            raise ValidationError(
                gettext("0이 아닌 -%(most)s부터 %(most)s까지 적어 주세요.", most=most)
            )

    @property
    def given(self) -> Decimal:
        """The points, to hundredths."""
        return Decimal(self.points.data or 0).quantize(HUNDREDTH)


class AskForm(FlaskForm):
    """Why a question should be looked at again."""

    reason = TextAreaField(
        _l("까닭"), validators=[DataRequired(NEEDED), Length(max=LONGEST)], render_kw={"rows": 5}
    )


class AnswerForm(FlaskForm):
    """What a marker answers: the points, changed or not, and why."""

    points = DecimalField(
        _l("점수"),
        places=None,
        validators=[InputRequired(NEEDED)],
        render_kw={"inputmode": "decimal", "autocomplete": "off"},
    )
    answer = TextAreaField(
        _l("답"), validators=[DataRequired(NEEDED), Length(max=LONGEST)], render_kw={"rows": 5}
    )
    most: Decimal

    @classmethod
    def of(cls, result: Result) -> Self:
        """The form with the points as they are."""
        form = cls(formdata=None, points=result.score)
        form.most = result.points
        return form

    def validate_points(self, field: DecimalField) -> None:
        """Points lie between nothing and the cell's."""
        _demand_within(field.data, self.most)

    @property
    def given(self) -> Decimal:
        """The points, to hundredths."""
        return Decimal(self.points.data or 0).quantize(HUNDREDTH)


class ModerationForm(AnswerForm):
    """What a third person decides where two markers differ, and why."""


class FlagForm(FlaskForm):
    """What somebody should look at in a submission."""

    note = TextAreaField(
        _l("무엇을 봐야 하나요"),
        validators=[DataRequired(NEEDED), Length(max=LONGEST_NOTE)],
        render_kw={"rows": 3},
    )


class SecondRuleForm(FlaskForm):
    """How many of the answers to a question are marked twice, and what may differ."""

    question = SelectField(_l("문제"), validators=[InputRequired(NEEDED)])
    percent = IntegerField(
        _l("답 가운데 두 번 채점할 몫 (%)"), validators=[InputRequired(NEEDED), PERCENT]
    )
    threshold = DecimalField(
        _l("이보다 더 다르면 조정 (점)"), places=None, validators=[InputRequired(NEEDED)]
    )

    def validate_threshold(self, field: DecimalField) -> None:
        """The difference that is let pass is a number of points."""
        _demand_within(field.data, MOST_POINTS)

    @property
    def given(self) -> Decimal:
        """The difference that is let pass, to hundredths."""
        return Decimal(self.threshold.data or 0).quantize(HUNDREDTH)


class CompareForm(FlaskForm):
    """From which share on two submissions are named."""

    percent = IntegerField(
        _l("문턱 (%)"),
        validators=[InputRequired(NEEDED), NumberRange(10, 100, _l("10부터 100까지 적어 주세요."))],
    )


class RequestRuleForm(FlaskForm):
    """How long after marking, and how often, people may ask for another look."""

    days = IntegerField(
        _l("채점한 뒤 며칠까지"),
        validators=[InputRequired(NEEDED), NumberRange(0, 365, _l("0부터 365까지 적어 주세요."))],
    )
    most = IntegerField(
        _l("한 사람이 몇 번까지"),
        validators=[InputRequired(NEEDED), NumberRange(0, 100, _l("0부터 100까지 적어 주세요."))],
    )

    @property
    def rule(self) -> Rule:
        """What was typed."""
        return Rule(int(self.days.data or 0), int(self.most.data or 0))


def _demand_within(given: Decimal | None, most: Decimal) -> None:
    if given is None or not given.is_finite() or not 0 <= given <= most:
        raise ValidationError(gettext("0부터 %(most)s까지 적어 주세요.", most=points(most)))


def _comment_of(result: Result) -> str:
    return result.mark.comment if result.mark else ""


def _signed(value: Decimal) -> str:
    return ("+" if value > 0 else "−") + points(abs(value))
