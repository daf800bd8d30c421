"""What a browser sends while an exam is taken, read strictly; and what is given to one person."""

import re
from collections.abc import Mapping
from decimal import Decimal

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DecimalField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    ValidationError,
)

from assessments.items.criteria import Criterion
from lms.errors import Invalid
from lms.exams.analysis import ItemOrder, SortKey
from lms.exams.essay_models import EssayMark
from lms.exams.services.allowances import Allowance
from lms.exams.services.answers import Save
from lms.exams.services.closing import SentSave
from lms.exams.sitting_models import LONGEST_CODE
from lms.web.locale import points
from lms.web.moments import MomentField

SEB_KEY = re.compile(r"[0-9a-f]{64}")
MOST_SEB_KEYS = 20
CLIENT = re.compile(r"[A-Za-z0-9-]{8,36}")
HIGHEST_SEQUENCE = 2**48
HIGHEST_POSITION = 1000
NEEDED = _l("꼭 필요한 칸입니다.")
LONGEST_REASON = 300
MOST_MINUTES = 600
DIRECTIONS = {"asc": False, "desc": True}


def read_item_order(arguments: Mapping[str, str]) -> ItemOrder:
    """How to sort analysed items: `sort` a column, `order` asc or desc; raises Invalid."""
    wanted = arguments.get("sort", SortKey.ITEM.value)
    direction = arguments.get("order", "asc")
    if wanted not in tuple(SortKey) or direction not in DIRECTIONS:
        raise Invalid(gettext("그렇게 정렬할 수 없습니다."))
    return ItemOrder(SortKey(wanted), DIRECTIONS[direction])


def read_save(data: object) -> Save:
    """One save of one item; raises Invalid."""
    fields = _mapping(data)
    is_flagged = fields.get("is_flagged", False)
    if not isinstance(is_flagged, bool) or "answer" not in fields:
        raise _unreadable()
    return Save(
        position=_whole(fields.get("position"), HIGHEST_POSITION),
        client=_client(fields.get("client")),
        sequence=_whole(fields.get("sequence"), HIGHEST_SEQUENCE),
        answer=fields["answer"],
        is_flagged=is_flagged,
    )


def read_last_saves(data: object) -> dict[int, SentSave]:
    """The last save of each item that a browser has sent, by position; raises Invalid."""
    last = _mapping(_mapping(data).get("last", {}))
    if len(last) > HIGHEST_POSITION:
        raise _unreadable()
    return {_position(position): _sent(save) for position, save in last.items()}


def _sent(data: object) -> SentSave:
    fields = _mapping(data)
    return SentSave(_client(fields.get("client")), _whole(fields.get("sequence"), HIGHEST_SEQUENCE))


def _mapping(data: object) -> Mapping[str, object]:
    if not isinstance(data, dict):
        raise _unreadable()
    return data


def _position(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,4}", text):
        raise _unreadable()
    return int(text)


def _whole(value: object, highest: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= highest:
        raise _unreadable()
    return value


def _client(value: object) -> str:
    if not isinstance(value, str) or not CLIENT.fullmatch(value):
        raise _unreadable()
    return value


def _unreadable() -> Invalid:
    return Invalid(gettext("보낸 내용을 읽을 수 없습니다."))


def _number(label: str, highest: int, low: int = 0, default: int | None = 0) -> IntegerField:
    words = _l("%(low)s부터 %(high)s까지 적어 주세요.", low=low, high=highest)
    return IntegerField(
        label, default=default, validators=[InputRequired(NEEDED), NumberRange(low, highest, words)]
    )


def _reason() -> StringField:
    return StringField(_l("까닭"), validators=[DataRequired(NEEDED), Length(max=LONGEST_REASON)])


class AllowanceForm(FlaskForm):
    """Time, pauses, attempts and a window for one person, and why."""

    person = SelectField(_l("교육생"), coerce=int, validators=[InputRequired(NEEDED)])
    percent_more = _number(_l("시간 늘리기 (%)"), 300)
    extra_minutes = _number(_l("더하는 시간 (분)"), MOST_MINUTES)
    pause_minutes = _number(_l("쉬는 시간 (분)"), MOST_MINUTES)
    more_attempts = _number(_l("더 주는 응시 횟수"), 20)
    opens_at = MomentField(_l("이때부터 시작할 수 있음"), validators=[Optional()])
    closes_at = MomentField(_l("이때 닫힘"), validators=[Optional()])
    reason = _reason()

    def validate_closes_at(self, field: MomentField) -> None:
        """The window does not end before it begins."""
        if self.opens_at.data and field.data and field.data <= self.opens_at.data:
            raise ValidationError(_l("닫는 때는 여는 때보다 늦어야 합니다."))

    @property
    def given(self) -> Allowance:
        """What was typed."""
        return Allowance(
            int(self.percent_more.data or 0),
            int(self.extra_minutes.data or 0),
            int(self.pause_minutes.data or 0),
            int(self.more_attempts.data or 0),
            self.opens_at.data,
            self.closes_at.data,
        )


class CodeForm(FlaskForm):
    """The code that was told in the room."""

    code = StringField(
        _l("입장 코드"),
        validators=[DataRequired(NEEDED), Length(max=LONGEST_CODE)],
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )


class SittingForm(FlaskForm):
    """When an exam begins, and what it demands of the room and of the browser."""

    opens_at = MomentField(_l("이때부터 시작할 수 있음"), validators=[Optional()])
    code = StringField(
        _l("입장 코드"),
        validators=[
            Optional(),
            Length(4, LONGEST_CODE, _l("4자에서 %(most)s자로 적어 주세요.", most=LONGEST_CODE)),
        ],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    asks_again = BooleanField(_l("다른 기기나 브라우저에서 이어서 볼 때도 묻기"))
    seb_keys = TextAreaField(
        _l("Safe Exam Browser의 키"),
        render_kw={"rows": 3, "spellcheck": "false", "autocomplete": "off"},
    )

    def validate_seb_keys(self, _field: TextAreaField) -> None:
        """Each line is a key as Safe Exam Browser shows it."""
        if len(self.keys) > MOST_SEB_KEYS or any(not SEB_KEY.fullmatch(one) for one in self.keys):
            raise ValidationError(
                _l(
                    "한 줄에 하나씩, 64자리 16진수 키를 %(most)s개까지 적어 주세요.",
                    most=MOST_SEB_KEYS,
                )
            )

    @property
    def keys(self) -> list[str]:
        """The keys that were typed, each once."""
        return list(dict.fromkeys((self.seb_keys.data or "").lower().split()))


class MinutesForm(FlaskForm):
    """How many minutes an attempt gets, and why."""

    minutes = _number(_l("몇 분"), MOST_MINUTES, low=1, default=None)
    reason = _reason()


class WhyForm(FlaskForm):
    """Why something is done; its field has a name of its own beside the other form's."""

    why = _reason()


class EssayMarkForm(FlaskForm):
    """Words for one answer; `essay_form` adds the points of each criterion."""

    comment = TextAreaField(_l("의견"), validators=[Length(max=4000)], render_kw={"rows": 4})
    criteria: tuple[Criterion, ...] = ()

    @property
    def point_fields(self) -> list[DecimalField]:
        """The fields of the criteria, in their order."""
        return [self[f"points_{number}"] for number, _ in enumerate(self.criteria)]

    @property
    def given(self) -> dict[str, Decimal]:
        """What was typed, by criterion."""
        pairs = zip(self.criteria, self.point_fields, strict=True)
        return {criterion.id: Decimal(bound.data) for criterion, bound in pairs}


def essay_form(criteria: tuple[Criterion, ...], newest: EssayMark | None = None) -> EssayMarkForm:
    """The form for these criteria, filled with the mark that counts."""
    fields: dict[str, object] = {"criteria": criteria, "__module__": __name__}
    for number, each in enumerate(criteria):
        words = _l("0부터 %(most)s까지 적어 주세요.", most=points(each.points))
        fields[f"points_{number}"] = DecimalField(
            _l("점수 (0~%(most)s)", most=points(each.points)),
            places=None,
            validators=[InputRequired(NEEDED), NumberRange(0, each.points, words)],
            render_kw={"inputmode": "decimal", "autocomplete": "off"},
        )
    kind = type("EssayMarkForm", (EssayMarkForm,), fields)
    if newest is None:
        return kind()
    kept = {
        f"points_{number}": Decimal(newest.given[each.id])
        for number, each in enumerate(criteria)
        if each.id in newest.given
    }
    return kind(comment=newest.comment, **kept)
