"""What every action of the exchange shares."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from nbgrader.exchange import abc
from traitlets import Bool, Unicode

from hub_config.lab.archive import TIMESTAMP_FORMAT
from hub_config.lab.client import LmsClient, LmsRefused
from hub_config.lab.words import said


class LmsExchange(abc.Exchange):
    """An action of the exchange between this lab and the LMS.

    The two traits are not of the abstract class, yet nbgrader's own pages read them.
    """

    path_includes_course = Bool(True, help="Whether a course has a folder of its own.").tag(
        config=True
    )
    cache = Unicode("", help="Unused: the LMS keeps every submission.").tag(config=True)
    root = Unicode("", help="Unused: there is no shared folder.").tag(config=True)

    def init_src(self) -> None:
        """Check what is asked for."""

    def init_dest(self) -> None:
        """Check where it goes."""

    def client(self) -> LmsClient:
        """Return the way to the LMS."""
        with self.telling():
            return LmsClient.from_env()

    @contextmanager
    def telling(self) -> Iterator[None]:
        """Turn whatever the LMS refuses into nbgrader's own kind of error."""
        try:
            yield
        except LmsRefused as refused:
            self.fail(str(refused))

    def need_course(self) -> str:
        """Return the course, or fail when none is named."""
        if not self.coursedir.course_id:
            self.fail(said("과정이 정해지지 않았어요.", "No course is chosen."))
        return str(self.coursedir.course_id)

    def folder_of(self, course_id: str, assignment_id: str) -> Path:
        """Return where an assignment lies in the lab."""
        parts = (course_id, assignment_id) if self.path_includes_course else (assignment_id,)
        folder = Path(self.assignment_dir).absolute()
        for name in parts:
            if not name or name in {".", ".."} or "/" in name:
                self.fail(said("이름을 쓸 수 없어요", "This name cannot be used") + f": {name}")
            folder = folder / name
        return folder


def nbgrader_time(iso: str) -> str:
    """Return a time of the LMS as nbgrader writes it; it also names the feedback's folder."""
    return datetime.fromisoformat(iso).strftime(TIMESTAMP_FORMAT)


def remembered(folder: Path) -> str:
    """Return the digest of the feedback fetched into a folder; empty when there is none."""
    note = folder / ".digest"
    return note.read_text() if note.is_file() else ""


def course_ids(me: Any) -> list[str]:
    """Return the courses named in the answer to "who am I"."""
    return [str(course["course_id"]) for course in me["courses"]]
