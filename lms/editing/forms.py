"""What an author sends from a page: a whole course as a zip, the text of a lesson, a notebook."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from lms.errors import LmsError
from lms.intake import zips

MAX_TEXT = 500_000


class UploadForm(FlaskForm):
    """A zip of the whole course."""

    file = FileField(
        _l("ZIP 파일"),
        validators=[FileRequired(_l("파일을 골라 주세요."))],
        render_kw={"accept": ".zip,application/zip"},
    )

    def validate_file(self, field: FileField) -> None:
        """Refuse at once what the worker would refuse for its list of files."""
        try:
            zips.inspect(field.data.stream)
        except LmsError as problem:
            raise ValidationError(problem.reason) from problem


class LessonForm(FlaskForm):
    """The Markdown of a lesson; `was` is the hash of the text it was begun with."""

    text = TextAreaField(
        _l("글 (마크다운)"),
        validators=[
            InputRequired(_l("글을 적어 주세요.")),
            Length(max=MAX_TEXT, message=_l("한 강의에 담기에는 너무 긴 글입니다.")),
        ],
        render_kw={
            "rows": 24,
            "spellcheck": "false",
            "autocapitalize": "off",
            "autocomplete": "off",
        },
    )
    was = HiddenField()

    @property
    def written(self) -> str:
        """The text with the line ends of files."""
        return str(self.text.data or "").replace("\r\n", "\n").replace("\r", "\n")


class NotebookForm(FlaskForm):
    """A notebook in the place of another."""

    file = FileField(
        _l("노트북 파일"),
        validators=[FileRequired(_l("파일을 골라 주세요."))],
        render_kw={"accept": ".ipynb,application/x-ipynb+json"},
    )
    was = HiddenField()
