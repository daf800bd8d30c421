"""The gallery of every component in every state, where no real people are."""

from datetime import UTC, date, datetime, time
from typing import NamedTuple

from flask import Blueprint, current_app, render_template, request
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    FileField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.fields import SelectChoice

from lms.errors import NotFound
from lms.settings import Mode, Settings
from lms.web.charts import bar_chart, line_chart
from lms.web.guard import ViewResult, public
from lms.web.sample_questions import questions_of_other_types

bp = Blueprint("styleguide", __name__)


class Sample(FlaskForm):  # type: ignore[misc]  # untyped library
    """One field of each kind; two of them are wrong."""

    name = StringField(_("이름"))
    email = EmailField(_("이메일"))
    why = TextAreaField(_("설명"))
    course = SelectField(
        _("강의"), choices=[SelectChoice("1", "AI 기초"), SelectChoice("2", "Python")]
    )
    day = DateField(_("날짜"), default=date(2026, 7, 9))
    at = TimeField(_("시각"), default=time(14, 30))
    file = FileField(_("파일"))
    size = RadioField(
        _("글자 크기"),
        choices=[SelectChoice("normal", _("보통")), SelectChoice("large", _("크게"))],
        default="normal",
    )
    is_sure = BooleanField(_("읽고 이해했습니다."))


class Order(NamedTuple):
    """How the sample table is sorted."""

    key: str
    is_descending: bool


ROWS = (("김하늘", 92.5), ("박지원", 78.0), ("이서준", 64.25))


@bp.get("/styleguide")
@public
def gallery() -> ViewResult:
    """Every component; there is no such page in production."""
    settings: Settings = current_app.extensions["settings"]
    if settings.mode is Mode.PRODUCTION:
        raise NotFound
    order = Order(request.args.get("sort", "name"), request.args.get("order") == "desc")
    return render_template(
        "web/styleguide.html",
        sample=_sample(),
        order=order,
        now=datetime(2026, 7, 9, 5, 30, tzinfo=UTC),
        rows=sorted(ROWS, key=lambda row: row[order.key == "points"], reverse=order.is_descending),
        charts=_charts(),
        questions=_questions(),
        other_questions=questions_of_other_types(),
    )


def _sample() -> Sample:
    form = Sample(formdata=None)
    form.email.errors = [_("이메일 주소를 확인해 주세요.")]
    form.file.errors = [_("보낸 것이 너무 큽니다")]
    return form


def _questions() -> dict[str, dict[str, object]]:
    """A question as it is asked, and as it is explained when it was answered."""
    texts = (str(_("오차가 줄어드는 쪽")), str(_("오차가 커지는 쪽")))
    options = [{"label": letter, "text": text} for letter, text in zip("ab", texts, strict=True)]
    explained = [
        {**one, "is_correct": one["label"] == "a", "is_chosen": one["label"] == "b"}
        for one in options
    ]
    return {
        "single": {"type": "single", "options": options},
        "multiple": {"type": "multiple", "options": options},
        "numeric": {"type": "numeric", "unit": "km"},
        "explained": {"type": "single", "options": explained},
        "previewed": {
            "shown": {
                "type": "single",
                "stem": str(_("경사 하강법은 어느 쪽으로 갑니까?")),
                "options": options,
                "attachments": [
                    {
                        "number": 1,
                        "title": str(_("온실에서 잰 값")),
                        "name": "greenhouse.csv",
                        "media_type": "text/csv",
                        "size": 3584,
                    }
                ],
            },
            "explained": {"type": "single", "options": explained},
        },
        "number": {"type": "numeric", "given": 4, "answer": 5, "unit": "km", "tolerance": "0.1"},
    }


def _charts() -> tuple[object, ...]:
    weeks = ("1", "2", "3", "4", "5")
    mine, mean = str(_("내 점수")), str(_("평균"))
    series = {mine: (62, 70, 68, 81, 90), mean: (60, 64, 69, 71, 75)}
    return (
        bar_chart(str(_("주마다 받은 점수")), str(_("주")), weeks, series),
        line_chart(str(_("주마다 받은 점수")), str(_("주")), weeks, series),
    )
