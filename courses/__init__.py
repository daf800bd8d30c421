"""The course engine: a folder of Markdown and notebooks in, lessons and problems out."""

from courses.asking.quiztexts import with_quiz_assets
from courses.check import check_course, report_of, with_problems
from courses.fragments import RenderedNotebook, render_notebook, render_text
from courses.model import (
    Asset,
    AssignmentSource,
    BrokenLink,
    Course,
    Environment,
    Heading,
    Lesson,
    LessonVariant,
    LinkCounts,
    Material,
    Problem,
    QuizSource,
    QuizText,
    ReadCourse,
    ReadPage,
    Text,
    Unit,
)
from courses.naming.solutions import solved_by
from courses.pagecache import FolderCache, PageCache
from courses.progress import Progress, silent
from courses.reading import read_course, read_page

__all__ = [
    "Asset",
    "AssignmentSource",
    "BrokenLink",
    "Course",
    "Environment",
    "FolderCache",
    "Heading",
    "Lesson",
    "LessonVariant",
    "LinkCounts",
    "Material",
    "PageCache",
    "Problem",
    "Progress",
    "QuizSource",
    "QuizText",
    "ReadCourse",
    "ReadPage",
    "RenderedNotebook",
    "Text",
    "Unit",
    "check_course",
    "read_course",
    "read_page",
    "render_notebook",
    "render_text",
    "report_of",
    "silent",
    "solved_by",
    "with_problems",
    "with_quiz_assets",
]
