"""A course on its way in: read, found good, and its source stored."""

from collections.abc import Sequence
from dataclasses import dataclass

from lms.catalog.pictures import Made
from lms.intake.incoming import Origin
from lms.notebooks.publishing import PreparedAssignment
from lms.publishing.reading import CourseFolder


@dataclass(frozen=True)
class Kept:
    """A course that was read and found good, with its source in the blob store."""

    folder: CourseFolder
    assignments: Sequence[PreparedAssignment]
    source_blob: str
    origin: Origin
    pictures: Made = ()
