"""Old addresses of lessons: where what they meant is now."""

from urllib.parse import quote

from flask import has_request_context, request
from flask_babel import gettext

from lms import db
from lms.access import Permission, Scope, may
from lms.catalog.moves import former_key
from lms.errors import Gone, LmsError, Moved, NotFound
from lms.web.guard import actor


def what_became_of(scope: Scope, run_id: int, course_id: int, lesson_key: str) -> LmsError:
    """What to answer at the address of a lesson that the run does not have now.

    Only those who may see the run are told more than that there is nothing.
    """
    former = former_key(db.session(), course_id, lesson_key)
    if former is None or not may(actor(), Permission.RUN_VIEW, scope):
        return NotFound()
    if former.lesson_key is None:
        return Gone(gettext("이 강의는 과정에서 빠졌습니다. 과정의 차례에서 이어서 배워 주세요."))
    old, new = (f"/runs/{run_id}/lessons/{key}" for key in (lesson_key, former.lesson_key))
    return Moved(quote(new) + _rest_of_address(old))


def _rest_of_address(old: str) -> str:
    """What of the lesson is asked for, and how; nothing where a page is only looked up."""
    if not has_request_context() or not request.path.startswith(old):
        return ""
    asked = request.query_string.decode("ascii", "replace")
    return quote(request.path.removeprefix(old)) + (f"?{asked}" if asked else "")
