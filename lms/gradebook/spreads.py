"""How a class did in each work of a run, and altogether."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext

from assessments.spread import WIDTH, Spread, spread
from lms.gradebook.book import Work, percent_of
from lms.gradebook.table import RunBook
from lms.web.charts import Chart, bar_chart
from lms.web.locale import in_language


@dataclass(frozen=True)
class Figures:
    """The spread of one work, or of the whole where there is no work."""

    work: Work | None
    spread: Spread | None


def figures_of(book: RunBook) -> list[Figures]:
    """The whole first, then each work; over those who have a grade that is not excused."""
    wholes = [row.standing.percent for row in book.rows]
    found = [Figures(None, spread([one for one in wholes if one is not None]))]
    for place, work in enumerate(book.works):
        marks = [row.marks[place] for row in book.rows]
        percents = [percent_of(one) for one in marks if one is not None and not one.is_excused]
        found.append(Figures(work, spread([one for one in percents if one is not None])))
    return found


def charts_of(figures: Sequence[Figures]) -> list[Chart]:
    """How many people lie where, for each that anybody has a grade in."""
    labels = [f"{start}–{start + WIDTH}%" for start in range(0, 100, WIDTH)]
    return [
        bar_chart(
            in_language(one.work.title) if one.work else gettext("전체"),
            gettext("백분율"),
            labels,
            {gettext("사람 수"): one.spread.bins},
        )
        for one in figures
        if one.spread
    ]
