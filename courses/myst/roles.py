"""MyST roles: ``{name}`text```; they stand where code spans stand, and outside of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote

from courses.markup.mathblocks import Formulas
from courses.markup.page import Current
from courses.myst import rolenames
from courses.myst.referring import References
from courses.myst.roletexts import Shown, link_to, text_element, titled

_ABBR = re.compile(r"(?P<short>.*?)\s*\((?P<long>.*)\)\Z", re.DOTALL)
_WEB = {"rfc": "https://www.rfc-editor.org/rfc/rfc{}", "pep": "https://peps.python.org/pep-{:0>4}/"}


_DOMAINS = ("py:", "js:", "c:", "cpp:", "rst:", "external:", "external+")
_ENTRY = re.compile(r"\s*!?(?:single|pair|triple|see|seealso|module|keyword|operator|object)\s*:")


class Roles:
    """What each role shows."""

    def __init__(self, current: Current, formulas: Formulas) -> None:
        self._current = current
        self._formulas = formulas
        references = self._references = References(current)
        self._shown: dict[str, Callable[[str], Shown]] = {
            "ref": references.ref,
            "prf:ref": references.numref,
            "proof:ref": references.numref,
            "numref": references.numref,
            "eq": references.eq,
            "eqref": references.eq,
            "math:numref": references.eq,
            "doc": references.doc,
            "any": references.any,
            "term": references.term,
            "math": lambda text: self._formulas.stash(text, display=False),
            "abbr": self._abbr,
            "abbreviation": self._abbr,
            "download": self._download,
            "button": self._download,
            "menuselection": self._menu,
            "index": self._index,
        }

    def show(self, name: str, text: str, *, is_rst: bool) -> Shown:
        """The element of a role; an unknown one is its text, and a Problem."""
        page = self._current.page
        plain = name.lower().removeprefix("std:")
        if is_rst and not _is_meant(page.source):
            needle = f":{name}:`"
            page.report(
                "rst-markup",
                f"{needle}…` is reStructuredText",
                None,
                needle,
                f"write {{{name}}}`…`",
            )
        own = self._shown.get(plain)
        if own is not None:
            return own(text)
        return self._by_family(plain, name, text)

    def _by_family(self, plain: str, name: str, text: str) -> Shown:
        if plain in rolenames.TAGS:
            return text_element(rolenames.TAGS[plain], text)
        if plain in rolenames.CODE or plain.startswith(_DOMAINS):
            return text_element("code", titled(text)[0].lstrip("~!"))
        if plain in rolenames.CITES:
            return self._references.cite(plain, text)
        if plain in rolenames.NOTHING:
            return ""
        return self._rare(plain, name, text)

    def _rare(self, plain: str, name: str, text: str) -> Shown:
        if plain in rolenames.PLAIN or plain.startswith("bdg"):
            return text_element("span", text, "badge" if plain.startswith("bdg") else "")
        if plain in _WEB:
            return link_to(_WEB[plain].format(quote(text)), f"{plain.upper()} {text}")
        if plain.startswith(("glue", "eval")):
            return self._stand_in(name, text)
        return self._unknown(name, text)

    def _abbr(self, text: str) -> Shown:
        match = _ABBR.match(text)
        if match is None:
            return text_element("abbr", text)
        element = text_element("abbr", match["short"])
        element.set("title", match["long"])
        return element

    def _download(self, text: str) -> Shown:
        title, target = titled(text)
        return link_to(target or title, title if target else title.rsplit("/", 1)[-1])

    def _menu(self, text: str) -> Shown:
        return text_element("strong", text.replace("-->", "›"))

    def _index(self, text: str) -> Shown:
        """The words of an entry; an entry that says only where it stands shows nothing."""
        words, entry = titled(text)
        return "" if not entry and _ENTRY.match(words) else text_element("span", words.lstrip("!"))

    def _stand_in(self, name: str, text: str) -> Shown:
        message = f"{{{name}}} needs the book to be executed"
        self._current.page.report("not-shown", message, None, f"{{{name}}}`")
        return text_element("code", titled(text)[1] or text)

    def _unknown(self, name: str, text: str) -> Shown:
        message = f"the role {{{name}}} is not known; its text is shown as it is"
        self._current.page.report("unknown-role", message, None, f"{{{name}}}`")
        return text_element("span", titled(text)[0])


def _is_meant(source: str) -> bool:
    """Tell whether a book writes its roles with colons everywhere, not by mistake."""
    return ":label:`" in source or ":numref:`" in source
