"""A candidate in a browser of its own: what the exam page's script asks of the server, and when."""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections import Counter
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from flask.testing import FlaskClient

from tests.strength.report import Failed

FIRST_RETRY, LONGEST_RETRY = 1.0, 15.0
REQUEST_SECONDS = 10.0
"""As in `lms/web/static/exams.js`."""

PATIENCE = 60.0
"""Seconds after which a request that is never answered is a failure of the trial."""

_CSRF = re.compile(r'name="csrf[-_]token"[^>]*?(?:value|content)="([^"]+)"')
_QUESTION = re.compile(
    r'<form class="question"[^>]*data-position="(\d+)" data-type="(\w+)"(.*?)</form>', re.DOTALL
)
_ATTEMPT = re.compile(r'data-answers-url="([^"]+)/answers"')
_OPTION = re.compile(r'<input[^>]*type="(?:radio|checkbox)"[^>]*value="([^"]+)"')


@dataclass(frozen=True)
class Plan:
    """Seconds after the beginning of the sitting: who starts, writes and hands in when."""

    start_within: float = 60.0
    hand_in_from: float = 180.0
    hand_in_until: float = 240.0
    save_every: float = 20.0


@dataclass
class Log:
    """What all candidates saw: seconds by kind of request, and requests that had to be sent again."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    again: Counter[str] = field(default_factory=Counter)

    def note(self, kind: str, seconds: float) -> None:
        """Note how long it took until the answer was there, repeats included."""
        self.seconds.setdefault(kind, []).append(seconds)


@dataclass
class Question:
    """A question as the page shows it."""

    position: int
    type: str
    options: list[str]

    def answer(self, chance: random.Random) -> object:
        """Any answer that fits."""
        if self.type == "single":
            return chance.choice(self.options)
        if self.type == "multiple":
            return sorted(chance.sample(self.options, chance.randint(1, len(self.options))))
        return str(chance.randint(0, 999))


@dataclass
class Sheet:
    """What the exam page of a running attempt holds: its address, the token of its forms, questions."""

    attempt: str
    token: str
    questions: list[Question]

    @classmethod
    def read(cls, page: str) -> Sheet:
        """Read the page; raises Failed for another one."""
        questions = [
            Question(int(position), kind, _OPTION.findall(fields))
            for position, kind, fields in _QUESTION.findall(page)
        ]
        return cls(_found(_ATTEMPT, page), _found(_CSRF, page), questions)


def sheet_of(client: FlaskClient, exam: str, cookie: dict[str, str]) -> Sheet:
    """Start an attempt without a server between, and read its page."""
    headers = {**cookie, "Host": "localhost"}
    token = _found(_CSRF, client.get(exam, headers=headers).text)
    started = client.post(f"{exam}/start", data={"csrf_token": token}, headers=headers)
    return Sheet.read(client.get(urlsplit(started.location).path, headers=headers).text)


class Candidate:
    """Starts, saves one answer every so often, hands in; repeats what was not acknowledged."""

    def __init__(
        self, http: aiohttp.ClientSession, base: str, exam: str, cookie: dict[str, str], seed: int
    ) -> None:
        self._http, self._base, self._exam = http, base, exam
        self._headers = {**cookie, "Accept": "application/json"}
        self._chance = random.Random(seed)
        self._client = f"{self._chance.getrandbits(128):032x}"
        self._sequence = 0
        self.attempt = ""
        self.n_saves = 0
        self.acknowledged: dict[int, dict[str, object]] = {}
        """By position the answer that counts, as the last acknowledgement had it."""

    async def sit(self, begun: float, plan: Plan, log: Log) -> None:
        """The whole exam."""
        await _until(begun + self._chance.uniform(0, plan.start_within))
        questions = await self._start(log)
        started = time.monotonic()
        end = begun + self._chance.uniform(plan.hand_in_from, plan.hand_in_until)
        moment = started + self._chance.uniform(0, plan.save_every)
        while moment < end:
            await _until(moment)
            await self._save(self._chance.choice(questions), started, log)
            moment += plan.save_every
        await _until(end)
        await self._hand_in(log)

    async def _start(self, log: Log) -> list[Question]:
        exam_page = await self._ask(log, "exam page", "GET", self._exam)
        form = {"csrf_token": _found(_CSRF, exam_page)}
        page = await self._ask(log, "start and exam sheet", "POST", f"{self._exam}/start", form)
        sheet = Sheet.read(page)
        self._headers["X-CSRFToken"], self.attempt = sheet.token, sheet.attempt
        return sheet.questions

    async def _save(self, question: Question, started: float, log: Log) -> None:
        self._sequence = max(self._sequence + 1, int((time.monotonic() - started) * 1000))
        save = {
            "position": question.position,
            "client": self._client,
            "sequence": self._sequence,
            "answer": question.answer(self._chance),
            "is_flagged": False,
        }
        receipt = await self._ask(log, "save", "POST", f"{self.attempt}/answers", save=save)
        self.n_saves += 1
        self.acknowledged[question.position] = receipt["current"]

    async def _hand_in(self, log: Log) -> None:
        last = {
            str(position): {"client": current["client"], "sequence": current["sequence"]}
            for position, current in self.acknowledged.items()
        }
        await self._ask(log, "hand in", "POST", f"{self.attempt}/hand-in", save={"last": last})
        await self._ask(log, "result page", "GET", f"{self.attempt}/result")

    async def _ask(
        self,
        log: Log,
        kind: str,
        method: str,
        path: str,
        form: dict[str, str] | None = None,
        *,
        save: dict[str, object] | None = None,
    ) -> Any:
        """The answer's JSON or text, after as many tries as it takes."""
        begun, pause = time.monotonic(), FIRST_RETRY
        while True:
            try:
                async with self._http.request(
                    method, self._base + path, headers=self._headers, data=form, json=save
                ) as answer:
                    if answer.status < HTTPStatus.BAD_REQUEST:
                        body = await (answer.json() if save else answer.text())
                        log.note(kind, time.monotonic() - begun)
                        return body
                    told = (await answer.text())[:300]
                    if self._is_done_already(kind, answer.status, told):
                        return None
                    if answer.status < HTTPStatus.INTERNAL_SERVER_ERROR:
                        raise Failed(f"{kind}: {answer.status} {told}")
                    problem = f"{answer.status} {told}"
            except (aiohttp.ClientError, TimeoutError) as error:
                problem = repr(error)
            if time.monotonic() - begun > PATIENCE:
                raise Failed(f"{kind}: not answered in {PATIENCE:.0f} s, last: {problem}")
            log.again[kind] += 1
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_RETRY)

    @staticmethod
    def _is_done_already(kind: str, status: int, told: str) -> bool:
        """Whether a hand-in arrived although its answer did not."""
        return kind == "hand in" and status == HTTPStatus.CONFLICT and "already" in told


def _found(pattern: re.Pattern[str], page: str) -> str:
    match = pattern.search(page)
    if match is None:
        raise Failed(f"a page is not as expected: {page[:200]}")
    return match[1]


async def _until(moment: float) -> None:
    await asyncio.sleep(max(0.0, moment - time.monotonic()))
