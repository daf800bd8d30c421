"""nbgrader's pages beside the lab's work: while they wait, notebooks go on.

nbgrader's own handlers hold the lab's whole server, kernels and saving included, until the
LMS has answered or a notebook that is validated has run.
"""

import asyncio
import json
from collections.abc import Callable
from typing import Any

from jupyter_server.utils import url_path_join
from nbgrader.server_extensions.assignment_list.handlers import (
    AssignmentActionHandler,
    AssignmentListHandler,
    BaseAssignmentHandler,
    CourseListHandler,
    default_handlers,
)
from nbgrader.server_extensions.validate_assignment.handlers import ValidateAssignmentHandler
from tornado.web import MissingArgumentError, authenticated

_one_at_a_time = asyncio.Lock()
"""What the list does changes files and the folder of the process."""


class Aside(BaseAssignmentHandler):
    """Answers with what its manager says, and waits for it in a thread."""

    async def tell(self, question: Callable[..., Any], *words: str | None) -> None:
        """Answer with what the question gives."""
        self.finish(json.dumps(await self.ask(question, *words)))

    async def ask(self, question: Callable[..., Any], *words: str | None) -> Any:
        """Ask in a thread, one question of this lab after the other."""
        async with _one_at_a_time:
            return await asyncio.to_thread(question, *words)


class ListAside(Aside):
    """`/assignments?course_id=`"""

    @authenticated
    async def get(self) -> None:
        """List the assignments of a course."""
        await self.tell(self.manager.list_assignments, self.get_argument("course_id"))


class CoursesAside(Aside):
    """`/courses`"""

    @authenticated
    async def get(self) -> None:
        """List the courses."""
        await self.tell(self.manager.list_courses)


class ActionAside(Aside):
    """`/assignments/fetch`, `/assignments/submit` and `/assignments/fetch_feedback`"""

    @authenticated
    async def post(self, action: str) -> None:
        """Do it, then list the course anew; why a hand-in did not work is told at once."""
        course_id, assignment_id = self.named()
        acts = {
            "fetch": self.manager.fetch_assignment,
            "submit": self.manager.submit_assignment,
            "fetch_feedback": self.manager.fetch_feedback,
        }
        outcome = await self.ask(acts[action], course_id, assignment_id)
        if action == "submit" and not outcome["success"]:
            self.finish(json.dumps(outcome))
            return
        await self.tell(self.manager.list_assignments, course_id)

    def named(self) -> tuple[str, str]:
        """Return the course and the assignment, from a form or from JSON."""
        try:
            return self.get_argument("course_id"), self.get_argument("assignment_id")
        except MissingArgumentError:
            told = self.get_json_body()
            return told["course_id"], told["assignment_id"]


class ValidateAside(ValidateAssignmentHandler):
    """`/assignments/validate`"""

    @authenticated
    async def post(self) -> None:
        """Run a notebook's visible tests and say which fail."""
        try:
            path = self.get_argument("path")
        except MissingArgumentError:
            path = self.get_json_body()["path"]
        self.finish(json.dumps(await asyncio.to_thread(self.validate_notebook, path)))


INSTEAD = {
    AssignmentListHandler: ListAside,
    AssignmentActionHandler: ActionAside,
    CourseListHandler: CoursesAside,
}


def handlers(base_url: str) -> list[tuple[str, type]]:
    """Return nbgrader's routes, with ours for what may take its time."""
    routes = [(pattern, INSTEAD.get(handler, handler)) for pattern, handler in default_handlers]
    routes.append(("/assignments/validate", ValidateAside))
    return [(url_path_join(base_url, pattern), handler) for pattern, handler in routes]
