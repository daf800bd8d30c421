"""The files of an item analysis, from paths to responses."""

from pathlib import Path

from assessments.fields import Report
from assessments.formats.encodings import Undecodable, decode
from assessments.formats.response_key import read_key, read_maxima
from assessments.formats.responses import BadResponses, Reading, read_responses
from assessments.model import Problem
from assessments.responses import Responses


def responses_of(
    responses: Path, *, key: Path | None, max_marks: Path | None, reading: Reading
) -> Responses:
    """Read a response file with what goes with it; raises BadResponses."""
    report = Report("")
    keys = read_key(_text(key), _renamed(report, key)) if key else None
    maxima = read_maxima(_text(max_marks), _renamed(report, max_marks)) if max_marks else None
    if report.has_errors:
        raise BadResponses(report.problems)
    return read_responses(
        _text(responses), file=responses.name, key=keys, maxima=maxima, reading=reading
    )


def _renamed(report: Report, path: Path) -> Report:
    """The same list of problems under the name of another file."""
    return Report(path.name, report.problems)


def _text(path: Path) -> str:
    try:
        return decode(path.read_bytes()).text
    except Undecodable as error:
        problem = Problem("error", "bad-encoding", path.name, None, None, str(error))
        raise BadResponses([problem]) from error
