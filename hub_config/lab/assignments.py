"""nbgrader's assignment list, telling people what the LMS said."""

from pathlib import Path
from typing import Any

from nbgrader.apps import NbGrader
from nbgrader.auth import Authenticator
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange import ExchangeError, ExchangeFactory
from nbgrader.server_extensions.assignment_list.handlers import AssignmentList
from traitlets.config import Config

from hub_config.lab.client import LmsClient, LmsRefused
from hub_config.lab.exchange.exchange import course_ids
from hub_config.lab.words import said

NO_NOTEBOOK = said("과제에 노트북이 없어요.", "The assignment has no notebook.")


class LmsAssignmentList(AssignmentList):
    """The list behind nbgrader's page.

    nbgrader drops the reason when fetching fails, and replaces it by a text about
    a shared folder when listing fails; here both say what happened.
    """

    trouble = ""

    def act(self, action: Any, course_id: str, assignment_id: str) -> dict[str, Any]:
        """Carry out one action and keep its reason when it fails."""
        outcome: dict[str, Any] = action(course_id, assignment_id)
        if not outcome["success"]:
            self.trouble = last_line(str(outcome["value"]))
            return {"success": False, "value": self.trouble}
        return outcome

    def fetch_assignment(self, course_id: str, assignment_id: str) -> dict[str, Any]:
        """Fetch a released assignment."""
        return self.act(super().fetch_assignment, course_id, assignment_id)

    def fetch_feedback(self, course_id: str, assignment_id: str) -> dict[str, Any]:
        """Fetch the feedback on what was handed in."""
        return self.act(super().fetch_feedback, course_id, assignment_id)

    def submit_assignment(self, course_id: str, assignment_id: str) -> dict[str, Any]:
        """Hand in."""
        outcome = self.act(super().submit_assignment, course_id, assignment_id)
        self.trouble = ""
        return outcome

    def list_assignments(self, course_id: str | None = None) -> dict[str, Any]:
        """List, or tell why the action just before did not work."""
        if self.trouble:
            told, self.trouble = self.trouble, ""
            return {"success": False, "value": told}
        try:
            LmsClient.from_env().me()
        except LmsRefused as refused:
            return {"success": False, "value": str(refused)}
        outcome: dict[str, Any] = super().list_assignments(course_id=course_id)
        return outcome

    def list_courses(self) -> dict[str, Any]:
        """List the courses; those without an assignment yet come last, as the page opens the first."""
        try:
            client = LmsClient.from_env()
            courses = course_ids(client.me())
            idle = {course for course in courses if not client.assignments(course)}
        except LmsRefused as refused:
            return {"success": False, "value": str(refused)}
        return {"success": True, "value": sorted(courses, key=lambda each: (each in idle, each))}


def last_line(trace: str) -> str:
    """Return the message at the end of a traceback."""
    return trace.strip().rsplit("\n", maxsplit=1)[-1].rsplit("ExchangeError: ", maxsplit=1)[-1]


def bring(home: Path, course_id: str, assignment_id: str) -> str:
    """Have an assignment in the lab and return the path of its notebook.

    Fetched through the exchange; what is there already stays as it is.
    """
    config = nbgrader_config()
    config.CourseDirectory.course_id = course_id
    config.CourseDirectory.assignment_id = assignment_id
    config.ExchangeFetchAssignment.replace_missing_files = True
    config.LmsExchange.assignment_dir = str(home)
    try:
        fetch(config, home / course_id / assignment_id)
    except ExchangeError as error:
        raise LmsRefused(str(error)) from error
    return notebook_in(home, home / course_id / assignment_id, assignment_id)


def fetch(config: Config, folder: Path) -> None:
    """Fetch unless a notebook is there already."""
    if any(folder.glob("*.ipynb")):
        return
    coursedir, authenticator = CourseDirectory(config=config), Authenticator(config=config)
    factory = ExchangeFactory(config=config)
    factory.FetchAssignment(coursedir=coursedir, authenticator=authenticator, config=config).start()


def nbgrader_config() -> Config:
    """Return nbgrader's configuration as its own pages read it."""
    app = NbGrader()
    app.load_config_file()
    return app.config


def notebook_in(home: Path, folder: Path, assignment_id: str) -> str:
    """Return the path of the notebook to open, relative to the home."""
    named = folder / f"{assignment_id}.ipynb"
    found = [named] if named.exists() else sorted(folder.glob("*.ipynb"))
    if not found:
        raise LmsRefused(NO_NOTEBOOK)
    return found[0].relative_to(home).as_posix()
