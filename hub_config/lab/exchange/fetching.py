"""Fetching a released assignment, and the feedback on what was handed in."""

import base64
from pathlib import Path
from typing import Any

from nbgrader.exchange import abc

from hub_config.lab.archive import unpack
from hub_config.lab.client import LmsClient
from hub_config.lab.exchange.exchange import LmsExchange, nbgrader_time
from hub_config.lab.words import said


class LmsFetchAssignment(LmsExchange, abc.ExchangeFetchAssignment):
    """Brings a released assignment into the lab, overwriting nothing."""

    def init_dest(self) -> None:
        """Refuse when the assignment is here already, unless only missing files are wanted."""
        self.folder = self.folder_of(self.need_course(), self.coursedir.assignment_id)
        if self.folder.is_dir() and not self.replace_missing_files:
            self.fail(said("이미 가져온 과제예요", "Fetched already") + f": {self.folder.name}")

    def copy_files(self) -> None:
        """Fetch the archive and write it."""
        with self.telling():
            archive = self.client().archive(self.need_course(), self.coursedir.assignment_id)
        self.folder.mkdir(parents=True, exist_ok=True)
        unpack(archive, self.folder, only_missing=True, ignore=self.coursedir.ignore)
        self.log.info("fetched %s", self.folder)


class LmsFetchFeedback(LmsExchange, abc.ExchangeFetchFeedback):
    """Brings the feedback pages of every graded submission of an assignment."""

    def copy_files(self) -> None:
        """Write each page to feedback/<time of the submission>/<notebook>.html."""
        course, name = self.need_course(), str(self.coursedir.assignment_id)
        folder, client = self.folder_of(course, name) / "feedback", self.client()
        with self.telling():
            found = [one for one in client.assignments(course) if one["assignment_id"] == name]
            for submission in found[0]["submissions"] if found else []:
                if submission["feedback"]:
                    place = folder / nbgrader_time(submission["timestamp"])
                    write_feedback(client, submission, place)


def write_feedback(client: LmsClient, submission: dict[str, Any], place: Path) -> None:
    """Write the pages of one submission and remember which version they are."""
    pages = client.feedback(submission["id"])
    place.mkdir(parents=True, exist_ok=True)
    for page in pages:
        (place / Path(page["name"]).name).write_bytes(base64.b64decode(page["content_base64"]))
    (place / ".digest").write_text(submission.get("feedback_sha256") or "")
