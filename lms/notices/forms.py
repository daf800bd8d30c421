"""What a person chooses about mails."""

from collections.abc import Mapping

from flask_wtf import FlaskForm
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice

from lms.notices.models import MailChoice, NoticeKind
from lms.notices.words import CHOICES, KINDS

_OPTIONS = [SelectChoice(choice.value, words) for choice, words in CHOICES.items()]


class ChoicesForm(FlaskForm):
    """One choice for each kind of notice."""

    @property
    def choices(self) -> Mapping[NoticeKind, MailChoice]:
        """What was chosen."""
        return {kind: MailChoice(self[kind.value].data) for kind in NoticeKind}


for _kind, _words in KINDS.items():
    setattr(ChoicesForm, _kind.value, RadioField(_words, choices=_OPTIONS))
