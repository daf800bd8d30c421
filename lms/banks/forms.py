"""What is sent about items: their text, and what is said in a review."""

from decimal import Decimal

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DecimalField,
    HiddenField,
    IntegerField,
    RadioField,
    TextAreaField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange
from wtforms.widgets import HiddenInput

from assessments.formats.yaml_exam import LONGEST_MINUTES, MOST_ATTEMPTS
from lms.banks.models import Use
from lms.exams.services import Terms

MAX_TEXT = 100_000
MAX_COMMENT = 2000
MOST_VERSIONS = 2**31 - 1
USES = [
    SelectChoice(str(Use.ACTIVE), _l("모의시험에 바로 씁니다")),
    SelectChoice(str(Use.PRETEST), _l("시험 삼아 두고 아직 쓰지 않습니다")),
]


def _comment(label: str, *validators: object) -> TextAreaField:
    too_long = Length(max=MAX_COMMENT, message=_l("2,000자 안에서 적어 주세요."))
    return TextAreaField(label, validators=[*validators, too_long], render_kw={"rows": 3})


class ItemTextForm(FlaskForm):
    """The text of an item; `was` is the number of the version it was begun with."""

    text = TextAreaField(
        _l("문항의 글 (YAML)"),
        validators=[
            InputRequired(_l("글을 적어 주세요.")),
            Length(max=MAX_TEXT, message=_l("한 문항에 담기에는 너무 긴 글입니다.")),
        ],
        render_kw={
            "rows": 26,
            "spellcheck": "false",
            "autocapitalize": "off",
            "autocomplete": "off",
        },
    )
    was = HiddenField()

    @property
    def base(self) -> int:
        """The number of the version that the text was begun with; 0 for a new item."""
        written = str(self.was.data or "")
        return int(written) if written.isdecimal() and len(written) < 10 else 0


class VersionForm(FlaskForm):
    """A button that holds for one version only."""

    number = IntegerField(
        widget=HiddenInput(), validators=[InputRequired(), NumberRange(0, MOST_VERSIONS)]
    )


class SubmitForm(VersionForm):
    """What those who review should know."""

    comment = _comment(_l("검토하는 사람에게 남기는 말 (없어도 됩니다)"))


class ApproveForm(VersionForm):
    """What is done with the item from now on."""

    use = RadioField(
        _l("승인하면"),
        choices=USES,
        default=str(Use.ACTIVE),
    )
    comment = _comment(_l("쓴 사람에게 남기는 말"))


class SendBackForm(ApproveForm):
    """What is to be mended; it has to be said."""

    use = RadioField(_l("승인하면"), choices=USES, validate_choice=False)
    comment = _comment(
        _l("쓴 사람에게 남기는 말"), InputRequired(_l("무엇을 고쳐야 하는지 적어 주세요."))
    )


class RetireForm(FlaskForm):
    """Why an item is used no more."""

    comment = _comment(_l("까닭 (없어도 됩니다)"))


def _whole(label: str, highest: int) -> IntegerField:
    words = _l("1부터 %(high)s까지 적어 주세요.", high=highest)
    return IntegerField(
        label,
        validators=[InputRequired(words), NumberRange(1, highest, words)],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )


class UseForm(FlaskForm):
    """On what terms a course gives an imported exam; its questions have to be read first."""

    minutes = _whole(_l("시간 (분)"), LONGEST_MINUTES)
    attempts = _whole(_l("응시 횟수"), MOST_ATTEMPTS)
    pass_percent = DecimalField(
        _l("합격선 (%)"),
        places=None,
        validators=[
            InputRequired(_l("0부터 100까지 적어 주세요.")),
            NumberRange(0, 100, _l("0부터 100까지 적어 주세요.")),
        ],
        render_kw={"inputmode": "decimal", "autocomplete": "off"},
    )
    has_read = BooleanField(
        _l("아래 문항과 정답을 모두 읽고 확인했습니다."),
        validators=[DataRequired(_l("문항과 정답을 읽은 뒤에 쓸 수 있습니다."))],
    )

    @property
    def given(self) -> Terms:
        """What was typed."""
        return Terms(
            int(self.minutes.data or 0),
            int(self.attempts.data or 0),
            Decimal(self.pass_percent.data or 0),
        )
