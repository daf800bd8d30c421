"""What is typed in a project."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from lms.web.moments import MomentField

NEEDED = _l("꼭 필요한 칸입니다.")


class DeliverableForm(FlaskForm):
    """What shall be handed in, and until when."""

    title = StringField(_l("무엇을 내나요"), validators=[DataRequired(NEEDED), Length(max=200)])
    due_at = MomentField(_l("마감"), validators=[InputRequired(NEEDED)])


class DeliveryForm(FlaskForm):
    """Where the result lies, or the result in words."""

    words = TextAreaField(
        _l("결과물 (주소나 설명)"),
        validators=[DataRequired(NEEDED), Length(max=4000)],
        render_kw={"rows": 4},
    )


class ReviewForm(FlaskForm):
    """What the mentor says."""

    comment = TextAreaField(
        _l("검토 의견"),
        validators=[DataRequired(NEEDED), Length(max=4000)],
        render_kw={"rows": 4},
    )
