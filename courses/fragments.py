"""Single texts and notebooks that belong to no course folder: item stems, feedback pages."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from courses.files.assets import asset_url
from courses.markup.markdown import MarkdownPage, TooDeep
from courses.markup.sanitize import is_inline_image, is_safe_target, sanitize
from courses.notebooks import notebook_to_html, parse_notebook


@dataclass(frozen=True)
class RenderedNotebook:
    """A notebook as sanitised HTML that needs no further file."""

    html: str
    problems: tuple[str, ...]


def render_text(text: str, language: str = "ko") -> str:
    """Sanitised HTML of a Markdown text; one that is nested too deeply gives nothing."""
    try:
        return sanitize(MarkdownPage(language).render(text))
    except TooDeep:
        return ""


def render_notebook(source: str, language: str = "ko") -> RenderedNotebook:
    """Sanitised HTML of a notebook, its pixel pictures written into the page.

    Raises BadNotebook for a text that is none. SVG pictures are left out: they
    may only be served as files.
    """
    page = notebook_to_html(
        parse_notebook(source), MarkdownPage(language), "output", may_be_svg=False
    )
    inline = {
        asset_url(asset): f"data:{asset.media_type};base64,{base64.b64encode(asset.data).decode()}"
        for asset in page.assets
    }

    def rewrite(tag: str, target: str) -> str | None:
        if tag == "img":
            found = inline.get(target, target)
            return found if is_inline_image(found) else None
        return target if is_safe_target(target) else None

    problems = tuple(message for _, message in page.problems)
    return RenderedNotebook(sanitize(page.html, rewrite), problems)
