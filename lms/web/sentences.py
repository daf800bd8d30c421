"""The sentences of templates, each looked up and made ready once a process and language.

Flask-Babel's own way asks for domain, locale and catalogue at every one of the hundreds of
sentences on a page; that was a quarter of what an exam's page cost.
"""

from functools import lru_cache

from flask import Flask
from flask_babel import get_locale
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from lms.web.catalogues import catalogue

MOST_KEPT = 8192


def init_app(app: Flask) -> None:
    """Let `_` and `gettext` in templates be answered from here; Flask-Babel must be set up."""
    app.jinja_env.globals.update(_=sentence, gettext=sentence)


@pass_eval_context
def sentence(context: EvalContext, source: str, /, **values: object) -> str:
    """A sentence in the language of the page, with values in their places (escaped in HTML)."""
    locale = get_locale()
    language = "" if locale is None else locale.language
    if values:
        return _said(source, language, context.autoescape) % values
    return _without_values(source, language, context.autoescape)


@lru_cache(maxsize=MOST_KEPT)
def _said(source: str, language: str, is_html: bool) -> str:
    text: str = catalogue(language).gettext(source)
    return Markup(text) if is_html else text  # noqa: S704  # sentences are ours, values are escaped


@lru_cache(maxsize=MOST_KEPT)
def _without_values(source: str, language: str, is_html: bool) -> str:
    return _said(source, language, is_html) % {}
