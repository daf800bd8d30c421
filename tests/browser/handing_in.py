"""Handing an assignment in as a lab does, and waiting for its score."""

import json
import time

from playwright.sync_api import APIRequestContext, APIResponse

from lms.notebooks.archives import pack, unpack
from tests.browser.installation import Installation

TRAINEE = "trainee2"
RUN = "ai-foundations-c1"
ASSIGNMENT = "python-grades"
GRADING_SECONDS = 120
OWN_CODE = """def middle(numbers):
    ordered = sorted(numbers)
    half = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[half]
    return (ordered[half - 1] + ordered[half]) / 2
"""


def graded_submission(
    installation: Installation, lab: APIRequestContext, person: str = TRAINEE
) -> str:
    """Hand in the assignment as it was fetched, with OWN_CODE, and wait for its score."""
    exchange = f"{installation.lms}/api/exchange/v1"
    token = bearer(lab_token(installation, lab, person))
    address = f"{exchange}/courses/{RUN}/assignments/{ASSIGNMENT}"
    archive = with_own_code(fine(lab.get(f"{address}/archive", headers=token)).body())
    headers = {**token, "Idempotency-Key": "every-page", "Content-Type": "application/gzip"}
    answer = lab.post(f"{address}/submissions", data=archive, headers=headers)
    number = str(fine(answer).json()["id"])
    for _ in range(GRADING_SECONDS):
        found = lab.get(f"{exchange}/submissions/{number}", headers=token)
        if fine(found).json()["state"] == "graded":
            return number
        time.sleep(1)
    raise AssertionError(f"submission {number} was not graded")


def with_own_code(archive: bytes) -> bytes:
    """The archive with one more code cell in its notebook."""
    files = unpack(archive)
    book = json.loads(files[f"{ASSIGNMENT}.ipynb"])
    cell = {"cell_type": "code", "metadata": {}, "source": OWN_CODE}
    book["cells"].append({**cell, "id": "own", "outputs": [], "execution_count": None})
    return pack({**files, f"{ASSIGNMENT}.ipynb": json.dumps(book).encode()})


def lab_token(installation: Installation, lab: APIRequestContext, person: str) -> str:
    """What the Hub would be given when it starts the person's lab."""
    people = json.loads(installation.command("users", "list", "--json").stdout)
    (name,) = [each["id"] for each in people if each["email"].startswith(f"{person}@")]
    secret = (installation.data_dir / "secrets" / "hub_service_token").read_text().strip()
    answer = lab.post(
        f"{installation.lms}/api/hub/v1/lab-tokens", data={"username": name}, headers=bearer(secret)
    )
    return str(fine(answer).json()["token"])


def fine(answer: APIResponse) -> APIResponse:
    """The answer, if it is none of a failure."""
    assert answer.ok, f"{answer.url} answers {answer.status}: {answer.text()}"
    return answer


def bearer(token: str) -> dict[str, str]:
    """The header that shows a token."""
    return {"Authorization": f"Bearer {token}"}
