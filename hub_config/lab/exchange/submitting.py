"""Handing an assignment in."""

import json
import uuid
from pathlib import Path
from typing import Any

from nbgrader.exchange import abc

from hub_config.lab.archive import files_below, pack, sha256_of
from hub_config.lab.client import LmsRefused
from hub_config.lab.exchange.exchange import LmsExchange
from hub_config.lab.words import said

KILOBYTE = 1000
NOT_FETCHED = said(
    "과제 폴더가 없어요: {name}. 먼저 과제를 가져와 주세요.",
    "There is no assignment folder {name}. Fetch the assignment first.",
)
LARGE_FILE = said(
    "너무 큰 파일이 있어요. 데이터 파일을 폴더에서 빼고 다시 제출해 주세요.",
    "A file is too large. Take data files out of the folder and submit again.",
)
LARGE_FOLDER = said(
    "과제 폴더가 너무 커요. 데이터 파일을 빼고 다시 제출해 주세요.",
    "The assignment folder is too large. Take data files out of it and submit again.",
)


class LmsSubmit(LmsExchange, abc.ExchangeSubmit):
    """Sends the folder of an assignment and keeps the receipt."""

    receipt: Any = None

    def init_src(self) -> None:
        """Find the folder and its files, and refuse what is missing or too large."""
        self.folder = self.folder_of(self.need_course(), self.coursedir.assignment_id)
        if not self.folder.is_dir():
            self.fail(NOT_FETCHED.format(name=self.folder.name))
        self.files = files_below(self.folder, [*self.coursedir.ignore, "feedback"])
        if not any(file.suffix == ".ipynb" for file in self.files):
            self.fail(said("제출할 노트북이 없어요.", "There is no notebook to submit."))
        sizes = [file.stat().st_size for file in self.files]
        if max(sizes) > self.coursedir.max_file_size * KILOBYTE:
            self.fail(LARGE_FILE)
        if sum(sizes) > self.coursedir.max_dir_size * KILOBYTE:
            self.fail(LARGE_FOLDER)

    def copy_files(self) -> None:
        """Send it; when the answer is lost, the next try is known as the same one."""
        course, name = self.need_course(), str(self.coursedir.assignment_id)
        archive = pack(self.folder, self.files)
        digest = sha256_of(archive)
        pending = Pending(Path.home() / ".baeum" / "pending" / f"{course}+{name}.json")
        key = pending.key_for(digest)
        client = self.client()
        with self.telling():
            self.check_notebooks(client.assignments(course))
            try:
                self.receipt = client.submit(course, name, archive, key=key, sha256=digest)
            except LmsRefused as refused:
                if 400 <= refused.status < 500:
                    pending.forget()
                raise
        pending.forget()
        self.log.info("handed in %s: receipt %s", name, self.receipt.get("receipt"))

    def check_notebooks(self, assignments: list[dict[str, Any]]) -> None:
        """Warn about released notebooks that are missing; refuse them when strict."""
        name = self.coursedir.assignment_id
        released = [one["notebooks"] for one in assignments if one["assignment_id"] == name]
        here = {file.stem for file in self.files if file.suffix == ".ipynb"}
        missing = sorted(set(released[0] if released else []) - here)
        if missing and self.strict:
            self.fail(
                said("빠진 노트북이 있어요", "Notebooks are missing") + ": " + ", ".join(missing)
            )
        if missing:
            self.log.warning("notebooks missing from %s: %s", name, ", ".join(missing))


class Pending:
    """Remembers the key of a hand-in whose answer has not arrived."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def key_for(self, digest: str) -> str:
        """Return the key for this content: the one already sent, or a new one, written down."""
        try:
            known = json.loads(self.file.read_text())
            if known["sha256"] == digest:
                return str(known["key"])
        except (OSError, ValueError, KeyError, TypeError):
            pass
        key = str(uuid.uuid4())
        self.file.parent.mkdir(parents=True, exist_ok=True)
        self.file.write_text(json.dumps({"sha256": digest, "key": key}))
        return key

    def forget(self) -> None:
        """Forget the key: the LMS has answered."""
        self.file.unlink(missing_ok=True)
