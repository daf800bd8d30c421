"""The evidence of a class as rows for a spreadsheet."""

from collections.abc import Iterator, Mapping, Sequence

from flask_babel import gettext

from lms.catalog.outline import OutlineLesson
from lms.progress.evidence import ClassRow, Evidence, State
from lms.web.locale import TIME_ZONE, language


def rows_of_class(
    lessons: Sequence[OutlineLesson], rows: Sequence[ClassRow], n_asked: Mapping[str, int]
) -> Iterator[list[str]]:
    """Header and trainees: lessons done, then for each lesson its state and, if asked, right answers."""
    header = [gettext("이름"), gettext("이메일"), gettext("마친 강의"), gettext("강의 수")]
    for lesson in lessons:
        title = lesson.title(language())
        header.append(title)
        if n_asked.get(lesson.key):
            asked = n_asked[lesson.key]
            header.append(gettext("%(title)s 퀴즈 (%(n)s문항)", title=title, n=asked))
    yield header
    for row in rows:
        who = [row.trainee.name, row.trainee.email, str(row.n_done), str(len(lessons))]
        yield [*who, *_cells(row.cells)]


def _cells(cells: Sequence[Evidence]) -> Iterator[str]:
    for one in cells:
        yield _words(one)
        if one.n_asked:
            yield str(one.n_right) if one.n_answered else ""


def _words(one: Evidence) -> str:
    if one.state is State.NONE:
        return ""
    if one.done_at is None:
        return str(gettext("읽는 중"))
    on = one.done_at.astimezone(TIME_ZONE).date()
    return str(gettext("마침 %(on)s", on=on.isoformat()))
