"""What the pages of lessons ask for."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField
from wtforms.validators import InputRequired

from lms.web.moments import MomentField

NOBODY_YET = 0
"""Stands for a trainee who has done nothing."""


class ForesightForm(FlaskForm):
    """Whose eyes, and when."""

    class Meta:
        """It only asks, so it can be linked to."""

        csrf = False

    person = SelectField(_l("누구에게"), coerce=int, default=NOBODY_YET)
    at = MomentField(_l("언제"), validators=[InputRequired(_l("꼭 필요한 칸입니다."))])
