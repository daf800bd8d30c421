"""Skipping inline patterns that cannot match changes nothing but the work."""

import re

import markdown
import pytest
from markdown.inlinepatterns import InlineProcessor as Mark
from markdown.treeprocessors import InlineProcessor

from courses.markup.inline import register_inline
from courses.markup.triggers import TriggeredInline, await_triggers
from tests.bench.pages import page_texts

MARKED = """\
Plain words, `code`, ``a ` b``, *em*, __strong__, ***both***, \\*no\\* mark, &copy; & <b>bold</b>.
[link](https://a.example "t"), [reference], [other][reference], ![picture](p.png), ![reference][],
<https://b.example>, <me@c.example>, www.d.example and http://e.example/x_(y). A note[^1].
A break\\
here, two spaces  \nthere, [span]{.mark}, *[nested `code` and **strong** in](x.md) em*.

[reference]: https://f.example
[^1]: With *marks* of its own.
"""


def _markdown() -> markdown.Markdown:
    made = markdown.Markdown(extensions=["extra", "admonition"])
    register_inline(made)
    return made


@pytest.mark.parametrize("text", [MARKED, *page_texts(6)])
def test_a_page_is_the_same_with_and_without_triggers(text):
    plain, quick = _markdown(), _markdown()
    await_triggers(quick)

    assert isinstance(plain.treeprocessors["inline"], InlineProcessor)
    assert isinstance(quick.treeprocessors["inline"], TriggeredInline)
    assert quick.convert(text) == plain.convert(text)


class Counting(Mark):
    """A mark that counts how often it is looked for."""

    def __init__(self, pattern: str) -> None:
        super().__init__(pattern)
        self.searches = 0

    def getCompiledRegExp(self) -> re.Pattern[str]:  # noqa: N802 - the library's name
        self.searches += 1
        return self.compiled_re


def test_a_mark_is_looked_for_only_where_its_characters_stand():
    made = markdown.Markdown()
    waiting, ready = Counting("~(x)~"), Counting("never")
    made.inlinePatterns.register(waiting, "delimiter", 60)
    made.inlinePatterns.register(ready, "of-no-known-name", 50)
    await_triggers(made)

    made.convert("one\n\ntwo\n\nthree ~ four")

    assert waiting.searches == 1
    assert ready.searches == 3
