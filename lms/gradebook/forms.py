"""What the gradebook's addresses may ask for, and what instructors set on its pages."""

from collections.abc import Collection, Mapping
from decimal import Decimal

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import DecimalField, IntegerField, RadioField, SelectMultipleField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    ValidationError,
)
from wtforms.widgets import CheckboxInput, ListWidget

from lms.errors import Invalid
from lms.gradebook.book import Work
from lms.gradebook.plan import PlannedGroup
from lms.gradebook.table import Order, SortKey
from lms.grades.decisions import Decision
from lms.grades.models import Standing
from lms.web.locale import in_language, points

DIRECTIONS = {"asc": False, "desc": True}
NEEDED = _l("꼭 필요한 칸입니다.")
BETWEEN = "/"
MOST_WEIGHT = 1000
MOST_POINTS = 100_000
HUNDREDTH = Decimal("0.01")


class GroupForm(FlaskForm):
    """Works that count together: a name, a weight, how many of the lowest are left out."""

    name = StringField(_l("이름"), validators=[DataRequired(NEEDED), Length(max=100)])
    weight = DecimalField(
        _l("비중"),
        places=None,
        validators=[InputRequired(NEEDED)],
        render_kw={"inputmode": "decimal"},
    )
    drop_lowest = IntegerField(
        _l("빼는 개수"),
        default=0,
        validators=[InputRequired(NEEDED), NumberRange(0, 100, _l("0부터 100까지 적어 주세요."))],
    )
    works = SelectMultipleField(
        _l("이 묶음에 드는 것"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def validate_weight(self, field: DecimalField) -> None:
        """A weight is a number that can be added up."""
        given = field.data
        if given is None or not given.is_finite() or not 0 <= given <= MOST_WEIGHT:
            raise ValidationError(gettext("0부터 %(most)s까지 적어 주세요.", most=MOST_WEIGHT))

    @property
    def group(self) -> PlannedGroup:
        """What was typed, as a value."""
        pairs = (value.split(BETWEEN, 1) for value in self.works.data or ())
        return PlannedGroup(
            0,
            " ".join(str(self.name.data).split()),
            Decimal(self.weight.data or 0).quantize(HUNDREDTH),
            int(self.drop_lowest.data or 0),
            frozenset((kind, key) for kind, key in pairs),
        )


class DecisionForm(FlaskForm):
    """Points of points possible in place of what was found, or that the work is excused; and why."""

    kind = RadioField(
        _l("무엇으로 정하나요?"),
        choices=[
            SelectChoice(Standing.GIVEN.value, _l("점수를 줍니다")),
            SelectChoice(Standing.EXCUSED.value, _l("면제합니다: 세지 않습니다")),
        ],
        default=Standing.GIVEN.value,
    )
    points = DecimalField(
        _l("점수"), places=None, validators=[Optional()], render_kw={"inputmode": "decimal"}
    )
    possible = DecimalField(
        _l("이 과제의 만점"),
        places=None,
        validators=[Optional()],
        render_kw={"inputmode": "decimal"},
    )
    reason = StringField(_l("까닭"), validators=[DataRequired(NEEDED), Length(max=300)])

    def validate(self, extra_validators: object = None) -> bool:
        """Points are asked for only where some are given."""
        is_valid = bool(super().validate(extra_validators))
        if self.kind.data == Standing.EXCUSED.value:
            return is_valid
        return self._has_points() and is_valid

    def _has_points(self) -> bool:
        possible, earned = self.possible.data, self.points.data
        if self.points.errors or self.possible.errors:
            return False
        if possible is None or not possible.is_finite() or not 0 < possible <= MOST_POINTS:
            self.possible.errors = [gettext("0보다 큰 만점을 적어 주세요.")]
        elif earned is None or not earned.is_finite() or not 0 <= earned <= possible:
            most = points(possible)
            self.points.errors = [gettext("0부터 %(most)s까지 적어 주세요.", most=most)]
        return not (self.points.errors or self.possible.errors)

    @property
    def decision(self) -> Decision:
        """What was typed, as a value; points to hundredths."""
        reason = str(self.reason.data)
        if self.kind.data == Standing.EXCUSED.value:
            return Decision.excusing(reason)
        given, possible = (Decimal(one.data or 0) for one in (self.points, self.possible))
        return Decision.giving(given.quantize(HUNDREDTH), possible.quantize(HUNDREDTH), reason)


class MarksFileForm(FlaskForm):
    """A file of marks."""

    file = FileField(
        _l("CSV, XLSX 파일이나 nbgrader의 gradebook.db"),
        validators=[FileRequired(_l("파일을 골라 주세요."))],
        render_kw={"accept": ".csv,.xlsx,.db"},
    )


def group_form(present: PlannedGroup | None, works: Collection[Work]) -> GroupForm:
    """The form filled with the present group, or with what was just typed."""
    form = GroupForm()
    if present and not form.is_submitted():
        form = GroupForm(
            name=present.name,
            weight=present.weight,
            drop_lowest=present.drop_lowest,
            works=[BETWEEN.join(work) for work in sorted(present.works)],
        )
    form.works.choices = [
        SelectChoice(BETWEEN.join((work.kind, work.key)), in_language(work.title)) for work in works
    ]
    return form


def read_order(arguments: Mapping[str, str]) -> Order:
    """How to sort: `sort` is name or total, `order` is asc or desc; raises Invalid."""
    wanted = arguments.get("sort", SortKey.NAME.value)
    if wanted not in tuple(SortKey):
        raise Invalid(gettext("이름이나 합계로만 정렬할 수 있습니다."))
    key = SortKey(wanted)
    direction = arguments.get("order", "desc" if key is SortKey.TOTAL else "asc")
    if direction not in DIRECTIONS:
        raise Invalid(gettext("오름차순이나 내림차순으로만 정렬할 수 있습니다."))
    return Order(key, DIRECTIONS[direction])
