"""What is sent about items: their text, and what is said in a review."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, RadioField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange
from wtforms.widgets import HiddenInput

from lms.banks.models import Use

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
