"""The list of assignments and of what was handed in."""

from pathlib import Path
from typing import Any

from nbgrader.exchange import abc

from hub_config.lab.exchange.exchange import LmsExchange, course_ids, nbgrader_time, remembered
from hub_config.lab.words import said

NO_TEAM = said(
    "팀으로 하는 과제예요. 아직 팀이 없어요.", "This is team work. You have no team yet."
)


class LmsList(LmsExchange, abc.ExchangeList):
    """Lists what the LMS has released, and the owner's own submissions."""

    def copy_files(self) -> None:
        """Copy nothing: a list only tells."""

    def list_files(self) -> list[dict[str, Any]]:
        """Return released assignments, or the submissions when asked for those."""
        client = self.client()
        with self.telling():
            me = client.me()
            courses = {course: client.assignments(course) for course in self.wanted(me)}
        student = str(me["user"]["id"])
        if self.inbound or self.cached:
            return [
                self.submitted(course, student, assignment)
                for course, assignments in courses.items()
                for assignment in assignments
                if assignment["submissions"]
            ]
        return [
            self.released(course, assignment)
            for course, assignments in courses.items()
            for assignment in assignments
        ]

    def remove_files(self) -> list[dict[str, Any]]:
        """Refuse: the LMS keeps what it was given."""
        self.fail(
            said("제출한 과제는 지울 수 없어요.", "A submitted assignment cannot be removed.")
        )
        return []

    def wanted(self, me: Any) -> list[str]:
        """Return the courses to look into: the one named, if it is the owner's, or all."""
        mine, named = course_ids(me), str(self.coursedir.course_id or "")
        if named in {"", "*"}:
            return mine
        return [course for course in mine if course == named]

    def released(self, course_id: str, assignment: dict[str, Any]) -> dict[str, Any]:
        """Return one released assignment as nbgrader tells it."""
        name = str(assignment["assignment_id"])
        folder = self.folder_of(course_id, name)
        is_here = folder.is_dir()
        local = sorted(folder.glob("*.ipynb")) if is_here else []
        notebooks = [path.stem for path in local] if is_here else assignment["notebooks"]
        return {
            "course_id": course_id,
            "assignment_id": name,
            "status": "fetched" if is_here else "released",
            "path": str(folder),
            "notebooks": [
                {
                    "notebook_id": notebook + team_words(assignment),
                    "path": str(folder / f"{notebook}.ipynb"),
                }
                for notebook in notebooks
            ],
        }

    def submitted(self, course_id: str, student: str, assignment: dict[str, Any]) -> dict[str, Any]:
        """Return the submissions of one assignment as nbgrader tells them."""
        name = str(assignment["assignment_id"])
        common = {
            "course_id": course_id,
            "student_id": student,
            "assignment_id": name,
            "status": "submitted",
        }
        folder = self.folder_of(course_id, name)
        submissions = [
            {**common, **submission_facts(folder, one, assignment["notebooks"])}
            for one in assignment["submissions"]
        ]
        return {**common, "submissions": sorted(submissions, key=lambda one: str(one["timestamp"]))}


def submission_facts(
    folder: Path, submission: dict[str, Any], notebooks: list[str]
) -> dict[str, Any]:
    """Return time and state of the feedback of one submission and of each of its notebooks."""
    timestamp = nbgrader_time(submission["timestamp"])
    place = folder / "feedback" / timestamp
    is_ready, digest = bool(submission["feedback"]), submission.get("feedback_sha256") or ""
    notes = [
        {
            "notebook_id": name,
            "path": str(folder / f"{name}.ipynb"),
            **feedback_facts(place / f"{name}.html", is_ready=is_ready, digest=digest),
        }
        for name in notebooks
    ]
    is_here = bool(notes) and all(note["has_local_feedback"] for note in notes)
    by = submission.get("handed_in_by")
    return {
        "timestamp": timestamp + (f" · {submission['team']}, {by}" if by else ""),
        "path": str(folder),
        "has_local_feedback": is_here,
        "has_exchange_feedback": is_ready,
        "feedback_updated": any(note["feedback_updated"] for note in notes),
        "local_feedback_path": str(place) if is_here else None,
        "notebooks": notes,
    }


def team_words(assignment: dict[str, Any]) -> str:
    """Return what nbgrader's page shall say beside a notebook: that it is team work, and with whom."""
    team = assignment.get("team")
    if team:
        return f" · {team['name']} ({', '.join(team['members'])})"
    return f" · {NO_TEAM}" if assignment.get("in_teams") else ""


def feedback_facts(page: Path, *, is_ready: bool, digest: str) -> dict[str, Any]:
    """Return whether a page of feedback is here, can be fetched, and has changed since."""
    is_here = page.is_file()
    return {
        "has_local_feedback": is_here,
        "has_exchange_feedback": is_ready,
        "local_feedback_path": str(page) if is_here else None,
        "feedback_updated": is_here and is_ready and remembered(page.parent) != digest,
    }
