"""`lms exams analyse`: item analysis of anyone's responses, without a database."""

from pathlib import Path

import click

from assessments.formats.responses import BadResponses, Reading, sentence
from assessments.item_analysis import ModelName, analyse_items
from lms.exams.analysis_files import responses_of
from lms.exams.analysis_report import as_json as shown_as_json
from lms.exams.analysis_report import as_text

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
PROBLEMS_SHOWN = 20


@click.group()
def exams() -> None:
    """Exams and what their answers say."""


@exams.command("analyse")
@click.argument("responses", type=FILE)
@click.option("--key", type=FILE, help="item,key rows; the cells are then chosen options.")
@click.option("--max-marks", type=FILE, help="item,max rows for items of more than one point.")
@click.option("--missing", default="", help="The cell of an omitted answer, which counts as wrong.")
@click.option("--not-presented", help="The cell of an item that the person did not get.")
@click.option(
    "--model",
    type=click.Choice(["ctt", "rasch", "2pl"]),
    default="ctt",
    show_default=True,
    help="Beside classical statistics: parameters by marginal maximum likelihood.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the statistics as JSON.")
def analyse(
    *,
    responses: Path,
    key: Path | None,
    max_marks: Path | None,
    missing: str,
    not_presented: str | None,
    model: ModelName,
    as_json: bool,
) -> None:
    """Analyse a table with a person a row and an item a column.

    RESPONSES is CSV, or has semicolons or tabs between its cells; a first column may name
    the persons. Without --key the cells are marks. Ability has mean 0; its standard
    deviation is 1 with 2pl, and free with rasch, where every a is 1.
    """
    try:
        read = responses_of(
            responses, key=key, max_marks=max_marks, reading=Reading(missing, not_presented)
        )
    except BadResponses as bad:
        raise click.ClickException(_problems(bad)) from bad
    found = analyse_items(read, model)
    click.echo(shown_as_json(found) if as_json else as_text(found))


def _problems(bad: BadResponses) -> str:
    """The first problems, one a line, and how many there are beyond them."""
    lines = [sentence(problem) for problem in bad.problems[:PROBLEMS_SHOWN]]
    if (more := len(bad.problems) - PROBLEMS_SHOWN) > 0:
        lines.append(f"and {more} problems more")
    return "\n".join(lines)
