"""The only place where a lab speaks to the LMS."""

import os
from collections.abc import Mapping
from typing import Any, Self
from urllib.parse import quote, urlsplit

import httpx

from hub_config.lab.words import said

TIMEOUT = httpx.Timeout(10.0, connect=2.0)
TIMEOUT_FOR_FILES = httpx.Timeout(20.0, connect=2.0)
IN_ONE_PIECE = 1024 * 1024
"""What is larger is sent in pieces, so that a cut line costs one of them."""
PIECE = 256 * 1024
TRIES = 3

AWAY = said(
    "배움터 서버가 응답하지 않아요. 잠시 뒤 다시 시도해 주세요.",
    "Baeum does not answer. Try again in a moment.",
)
OUTSIDE = said(
    "배움터 밖에서 시작한 실습실이라 과제를 주고받을 수 없어요.",
    "This lab was not started from Baeum, so it cannot exchange assignments.",
)
REASONS = {
    401: said(
        "실습실의 출입증이 만료됐어요. 파일 > 허브 제어판에서 실습실을 멈췄다가 다시 열어 주세요.",
        "Your lab's pass has expired. Stop and restart the lab under File > Hub Control Panel.",
    ),
    403: said("이 과정에 참여하고 있지 않아요.", "You are not in this course."),
    404: said(
        "찾을 수 없어요. 공개가 끝났거나 주소가 바뀌었을 수 있어요.",
        "Not found. It may have closed, or its address may have changed.",
    ),
    413: said(
        "제출하려는 파일이 너무 커요. 큰 데이터 파일을 폴더에서 빼고 다시 제출해 주세요.",
        "The files are too large. Take large data files out of the folder and submit again.",
    ),
    422: said(
        "제출한 내용을 읽을 수 없어요. 노트북을 저장하고 다시 제출해 주세요.",
        "The submission cannot be read. Save the notebook and submit again.",
    ),
    429: said(
        "요청이 너무 잦아요. 잠시 뒤 다시 시도해 주세요.",
        "Too many requests. Try again in a moment.",
    ),
}
REASONS_BY_CODE = {
    "closed": said("제출 기간이 끝났어요.", "The submission period is over."),
    "attempts_used": said("제출할 수 있는 횟수를 모두 썼어요.", "You have used all your attempts."),
    "no_team": said(
        "팀으로 하는 과제예요. 팀에 들어간 뒤에 제출해 주세요.",
        "This is team work. Join a team, then submit.",
    ),
    "team_too_small": said(
        "팀원이 더 있어야 제출할 수 있어요.", "Your team needs more members before it can submit."
    ),
    "not_open": said("아직 열리지 않은 과제예요.", "This assignment is not open yet."),
}


class LmsRefused(Exception):
    """Says in plain words why the LMS did not do what was asked."""

    def __init__(self, reason: str, status: int = 0) -> None:
        super().__init__(reason)
        self.status = status


class LmsClient:
    """Speaks to the LMS for the owner of this lab."""

    def __init__(
        self, base_url: str, token: str, transport: httpx.BaseTransport | None = None
    ) -> None:
        self.http = httpx.Client(
            base_url=base_url,
            headers={"Authorization": f"Bearer {token}"},
            timeout=TIMEOUT,
            transport=transport,
            trust_env=False,
        )

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """Return the client of the lab this process runs in."""
        base_url, token = environ.get("BAEUM_INTERNAL_URL"), environ.get("BAEUM_LAB_TOKEN")
        if not base_url or not token:
            raise LmsRefused(OUTSIDE)
        return cls(base_url, token)

    def me(self) -> Any:
        """Return who the owner is and in which courses."""
        return self.json("/api/exchange/v1/me")

    def assignments(self, course_id: str) -> list[dict[str, Any]]:
        """Return the released assignments of a course, each with the owner's submissions."""
        answer = self.json(f"/api/exchange/v1/courses/{part(course_id)}/assignments")
        return list(answer["assignments"])

    def archive(self, course_id: str, assignment_id: str) -> bytes:
        """Return the released files of an assignment as a gzip tar."""
        return self.data(f"{assignment_url(course_id, assignment_id)}/archive")

    def submit(
        self, course_id: str, assignment_id: str, archive: bytes, *, key: str, sha256: str
    ) -> Any:
        """Hand in; the same key again gives the first receipt back, or goes on where a line was cut."""
        headers = {"Idempotency-Key": key, "X-Content-SHA256": sha256}
        where = assignment_url(course_id, assignment_id)
        if len(archive) > IN_ONE_PIECE:
            return self.submit_in_pieces(f"{where}/uploads", archive, headers)
        headers["Content-Type"] = "application/gzip"
        return self.send(
            "POST",
            f"{where}/submissions",
            content=archive,
            headers=headers,
            timeout=TIMEOUT_FOR_FILES,
        ).json()

    def submit_in_pieces(self, url: str, archive: bytes, headers: Mapping[str, str]) -> Any:
        """Send what has not arrived yet, piece by piece, then hand it in."""
        begun = self.send(
            "POST", url, headers={**headers, "Upload-Length": str(len(archive))}
        ).json()
        upload, arrived = f"/api/exchange/v1/uploads/{part(begun['id'])}", int(begun["offset"])
        while arrived < len(archive):
            arrived = self.send_piece(upload, archive, arrived)
        return self.send("POST", f"{upload}/submission", timeout=TIMEOUT_FOR_FILES).json()

    def send_piece(self, upload: str, archive: bytes, start: int) -> int:
        """Send the piece at a place, again where the line fails; return how much has arrived."""
        for left in reversed(range(TRIES)):
            piece = archive[start : start + PIECE]
            headers = {
                "Upload-Offset": str(start),
                "Content-Type": "application/offset+octet-stream",
            }
            try:
                answer = self.send("PATCH", upload, content=piece, headers=headers)
                return int(answer.json()["offset"])
            except LmsRefused as refused:
                if left == 0 or (400 <= refused.status < 500 and refused.status != 409):
                    raise
                start = int(self.json(upload)["offset"])
            if start >= len(archive):
                break
        return start

    def feedback(self, submission_id: object) -> list[dict[str, str]]:
        """Return the feedback pages of one submission."""
        answer = self.json(f"/api/exchange/v1/submissions/{part(str(submission_id))}/feedback")
        return list(answer["files"])

    def materials(self, run: str, lesson: str, language: str) -> Any:
        """Return what "open in lab" delivers for a lesson."""
        url = f"/api/lab/v1/runs/{part(run)}/lessons/{part(lesson)}/materials"
        return self.json(url, params={"lang": language})

    def data(self, url: str) -> bytes:
        """Return the bytes at an address of the LMS.

        Only its path is used: the token never leaves for another host.
        """
        parts = urlsplit(url)
        where = parts.path + (f"?{parts.query}" if parts.query else "")
        return self.send("GET", where, timeout=TIMEOUT_FOR_FILES).content

    def json(self, url: str, **options: Any) -> Any:
        """Return the JSON at a path of the LMS."""
        answer = self.send("GET", url, **options)
        try:
            return answer.json()
        except ValueError as error:
            raise LmsRefused(AWAY, answer.status_code) from error

    def send(self, method: str, url: str, **options: Any) -> httpx.Response:
        """Send one request; whatever goes wrong becomes a sentence."""
        try:
            answer = self.http.request(method, url, **options)
        except httpx.HTTPError as error:
            raise LmsRefused(AWAY) from error
        if not answer.is_success:
            raise LmsRefused(reason_of(answer), answer.status_code)
        return answer


def part(text: str) -> str:
    """Return text as one part of a path."""
    return quote(text, safe="")


def assignment_url(course_id: str, assignment_id: str) -> str:
    """Return the path of an assignment."""
    return f"/api/exchange/v1/courses/{part(course_id)}/assignments/{part(assignment_id)}"


def reason_of(answer: httpx.Response) -> str:
    """Return why the LMS refused, as its reader can use it."""
    try:
        told = answer.json()
    except ValueError:
        told = {}
    told = told if isinstance(told, dict) else {}
    known = REASONS_BY_CODE.get(str(told.get("error"))) or REASONS.get(answer.status_code)
    return known or (str(told["reason"]) if told.get("reason") else AWAY)
