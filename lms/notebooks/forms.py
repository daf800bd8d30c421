"""What an instructor sets for an assignment."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField
from wtforms.validators import InputRequired, NumberRange, ValidationError

from lms.notebooks.queries import Window
from lms.web.moments import MomentField

NEEDED = _l("꼭 필요한 칸입니다.")


class WindowForm(FlaskForm):
    """Dates in the time zone of who sets them, and the number of attempts."""

    opens_at = MomentField(_l("여는 때"), validators=[InputRequired(NEEDED)])
    due_at = MomentField(_l("마감"), validators=[InputRequired(NEEDED)])
    closes_at = MomentField(_l("닫는 때"), validators=[InputRequired(NEEDED)])
    max_attempts = IntegerField(
        _l("제출할 수 있는 횟수"),
        validators=[InputRequired(NEEDED), NumberRange(1, 100, _l("1부터 100까지 적어 주세요."))],
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
        )


def form_of(window: Window) -> WindowForm:
    """The form filled with the present dates, or with what was just typed."""
    return WindowForm(
        opens_at=window.opens_at,
        due_at=window.due_at,
        closes_at=window.closes_at,
        max_attempts=window.max_attempts,
    )
