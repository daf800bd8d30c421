"""What each column of a file of marks is: who, the points of a work, or what it is worth."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from flask_babel import force_locale, gettext

from lms.accounts.people_csv import COLUMNS
from lms.gradebook.book import Work
from lms.gradebook.plan import WorkKey
from lms.web.locale import LANGUAGES
from lms.web.spreadsheets import plain


class Part(StrEnum):
    """What a column can hold."""

    NOTHING = ""
    EMAIL = "email"
    NAME = "name"
    POINTS = "points"
    POSSIBLE = "possible"


@dataclass(frozen=True, slots=True)
class Use:
    """What one column is used for; `work` where it holds points."""

    part: Part = Part.NOTHING
    work: WorkKey | None = None

    @property
    def word(self) -> str:
        """As a form carries it."""
        return ":".join((self.part.value, *(("/".join(self.work),) if self.work else ())))


UNUSED = Use()


def uses_offered(works: Iterable[Work]) -> dict[str, Use]:
    """Everything that a column can be used for, by the word that a form carries."""
    found = [UNUSED, Use(Part.EMAIL), Use(Part.NAME)]
    for work in works:
        found += [Use(Part.POINTS, work.pair), Use(Part.POSSIBLE, work.pair)]
    return {use.word: use for use in found}


def guessed(headings: Sequence[str], works: Sequence[Work]) -> list[Use]:
    """What the headings say; each use is taken once, by the first column that fits."""
    words = _words(works)
    taken: set[Use] = set()
    found = []
    for heading in headings:
        use = words.get(_plain(heading), UNUSED)
        found.append(UNUSED if use in taken else use)
        taken.add(use)
    return found


def excused_words() -> frozenset[str]:
    """What stands in a cell where a work is excused, in every language."""
    found = {"ex"}
    for language in LANGUAGES:
        with force_locale(language):
            found.add(gettext("면제").casefold())
    return frozenset(found)


def _words(works: Sequence[Work]) -> Mapping[str, Use]:
    """Every heading that is understood; those of our own files in every language, too."""
    found: dict[str, Use] = {}
    for part in (Part.EMAIL, Part.NAME):
        found |= {_plain(word): Use(part) for word in COLUMNS[part.value]}
    for work in works:
        points, possible = Use(Part.POINTS, work.pair), Use(Part.POSSIBLE, work.pair)
        for heading in (work.key, *work.title.values()):
            found.setdefault(_plain(heading), points)
        for scored, most in _own_headings(work):
            found.setdefault(_plain(scored), points)
            found.setdefault(_plain(most), possible)
    return found


def _own_headings(work: Work) -> Iterator[tuple[str, str]]:
    for language in LANGUAGES:
        with force_locale(language):
            for title in (work.key, *work.title.values()):
                yield (
                    gettext("%(title)s 점수", title=title),
                    gettext("%(title)s 만점", title=title),
                )


def _plain(heading: str) -> str:
    return "".join(letter for letter in plain(heading).casefold() if letter.isalnum())
