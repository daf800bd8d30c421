"""The lab's own pages: opening a lesson's notebook, opening an assignment."""

import asyncio
import os
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.utils import url_path_join
from tornado.web import authenticated

from hub_config.lab import background
from hub_config.lab.assignments import LmsAssignmentList, bring
from hub_config.lab.client import LmsClient, LmsRefused
from hub_config.lab.disk import disk_use
from hub_config.lab.materials import deliver
from hub_config.lab.overview import overview_page
from hub_config.lab.pages import FULL, error_page, language_of


class OpeningHandler(JupyterHandler):
    """Brings something into the home, then opens it in JupyterLab."""

    async def bring_and_open(self, bringing: Callable[..., str], *words: str) -> None:
        """Redirect to what was brought, or show why it could not be."""
        language = language_of(self.get_query_argument("lang", "ko"))
        try:
            path = await asyncio.to_thread(with_room, language, bringing, *words)
        except LmsRefused as refused:
            self.refuse(str(refused), refused.status, language)
            return
        self.redirect(url_path_join(self.base_url, "lab", "tree", quote(path)), status=303)

    def refuse(self, reason: str, status: int, language: str) -> None:
        """Show the page that says why."""
        self.set_status(status if 400 <= status < 500 or status == 507 else 503)
        self.set_header("Content-Type", "text/html; charset=utf-8")
        lms_url = os.environ.get("BAEUM_PUBLIC_URL", "/")
        lab_url = url_path_join(self.base_url, "lab")
        self.finish(error_page(reason, language=language, lab_url=lab_url, lms_url=lms_url))

    @property
    def home(self) -> Path:
        """The folder the lab shows."""
        return Path(self.settings["server_root_dir"]).expanduser()


class OpenLessonHandler(OpeningHandler):
    """`/baeum/open?run=&lesson=&lang=`"""

    @authenticated
    async def get(self) -> None:
        """Deliver a lesson's files and open its notebook."""
        run, lesson = self.get_query_argument("run"), self.get_query_argument("lesson")
        language = self.get_query_argument("lang", "ko")
        await self.bring_and_open(deliver_lesson, str(self.home), run, lesson, language)


class OpenAssignmentHandler(OpeningHandler):
    """`/baeum/assignment?run=&name=`"""

    @authenticated
    async def get(self) -> None:
        """Fetch an assignment unless it is here, and open its notebook."""
        run, name = self.get_query_argument("run"), self.get_query_argument("name")
        await self.bring_and_open(bring_assignment, str(self.home), run, name)


class AssignmentsHandler(OpeningHandler):
    """`/baeum/assignments?lang=`"""

    @authenticated
    async def get(self) -> None:
        """Show every assignment with its dates, attempts, and which attempt counts."""
        language = language_of(self.get_query_argument("lang", "ko"))
        try:
            told, now = await asyncio.to_thread(assignments_of_owner)
        except LmsRefused as refused:
            self.refuse(str(refused), refused.status, language)
            return
        self.set_header("Content-Type", "text/html; charset=utf-8")
        lms_url = os.environ.get("BAEUM_PUBLIC_URL", "/")
        page = overview_page(
            told, now=now, language=language, base_url=self.base_url, lms_url=lms_url
        )
        self.finish(page)


def assignments_of_owner() -> tuple[list[tuple[str, str, list[dict[str, Any]]]], datetime]:
    """Return the owner's courses with their assignments, and the LMS's own time."""
    client = LmsClient.from_env()
    me = client.me()
    found = [
        (str(one["course_id"]), str(one["title"]), client.assignments(one["course_id"]))
        for one in me["courses"]
    ]
    return found, datetime.fromisoformat(me["server_time"])


def with_room(language: str, bringing: Callable[..., str], home: str, *words: str) -> str:
    """Bring something into a home that has room for it."""
    use = disk_use(Path(home), int(os.environ.get("BAEUM_LAB_DISK", sys.maxsize // 4)))
    if use.is_over:
        raise LmsRefused(FULL[language].format(use=use), 507)
    return bringing(home, *words)


def deliver_lesson(home: str, run: str, lesson: str, language: str) -> str:
    """Deliver with the lab's own token."""
    return deliver(LmsClient.from_env(), Path(home), run, lesson, language)


def bring_assignment(home: str, run: str, name: str) -> str:
    """Bring an assignment of a course run."""
    return bring(Path(home), run, name)


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    """Tell the server where the extension is."""
    return [{"module": "hub_config.lab.extension"}]


def _load_jupyter_server_extension(server: Any) -> None:
    """Add the pages, and nbgrader's with a manager that tells people what the LMS said.

    This takes the place of nbgrader's own extensions of the server, which are not loaded.
    """
    settings = server.web_app.settings
    manager = LmsAssignmentList(parent=server)
    manager.root_dir = server.root_dir
    settings["assignment_list_manager"] = manager
    settings["root_dir"] = server.root_dir
    server.web_app.add_handlers(
        ".*$",
        [
            *background.handlers(settings["base_url"]),
            (url_path_join(settings["base_url"], "baeum", "open"), OpenLessonHandler),
            (url_path_join(settings["base_url"], "baeum", "assignment"), OpenAssignmentHandler),
            (url_path_join(settings["base_url"], "baeum", "assignments"), AssignmentsHandler),
        ],
    )
