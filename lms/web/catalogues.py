"""Translations read straight from the .po files, so that none is ever compiled, missing or stale."""

from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask_babel import Domain, get_locale

FOLDER = Path(__file__).parent.parent / "translations"


class Catalogues(Domain):
    """The domain of Flask-Babel that knows the tracked catalogues alone."""

    def get_translations(self) -> NullTranslations:
        """The sentences in the language of the page or mail that is written now."""
        locale = get_locale()
        return catalogue("" if locale is None else locale.language)


@cache
def catalogue(language: str) -> NullTranslations:
    """The sentences of a language, read once a process; none for the language of the sources."""
    path = FOLDER / language / "LC_MESSAGES" / "messages.po"
    if not language or not path.is_file():
        return NullTranslations()
    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return Translations(compiled)
