"""A large hand-in goes on where a line was cut."""

import hashlib
import io
import os
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from flask import Flask, jsonify, request
from flask.typing import ResponseReturnValue

from hub_config.lab.archive import sha256_of
from hub_config.lab.client import PIECE, LmsClient, LmsRefused
from tests.hub_config.conftest import new_lms
from tests.hub_config.stand_in import Serving, StandIn, Submission, tar_of

LARGE = tar_of({"ps1.ipynb": b"{}", "data.bin": os.urandom(5 * PIECE)})


@dataclass
class Way:
    """What has arrived, and which requests are lost on their way there or back."""

    arrived: bytearray = field(default_factory=bytearray)
    sizes: list[int] = field(default_factory=list)
    lost_there: list[int] = field(default_factory=list)
    lost_back: list[int] = field(default_factory=list)
    n_begun: int = 0

    def add(self, app: Flask, lms: StandIn) -> None:
        """Add the upload of one hand-in."""

        @app.post("/api/exchange/v1/courses/<course>/assignments/<name>/uploads")
        def begin(course: str, name: str) -> ResponseReturnValue:
            assert request.headers["Upload-Length"] == str(len(LARGE))
            self.n_begun += 1
            return jsonify(id="one", offset=len(self.arrived)), 201

        @app.get("/api/exchange/v1/uploads/one")
        def state() -> ResponseReturnValue:
            return jsonify(id="one", offset=len(self.arrived))

        @app.patch("/api/exchange/v1/uploads/one")
        def piece() -> ResponseReturnValue:
            number = len(self.sizes)
            data = request.get_data()
            self.sizes.append(len(data))
            if number in self.lost_there:
                return "the line is cut", 502
            if int(request.headers["Upload-Offset"]) != len(self.arrived):
                return jsonify(error="wrong_place", reason="elsewhere"), 409
            self.arrived += data
            return ("lost", 502) if number in self.lost_back else jsonify(offset=len(self.arrived))

        @app.post("/api/exchange/v1/uploads/one/submission")
        def finish() -> ResponseReturnValue:
            data = bytes(self.arrived)
            with tarfile.open(fileobj=io.BytesIO(data), mode="r:gz") as tar:
                files = {each.name: b"" for each in tar.getmembers()}
            lms.submissions.append(Submission(1, "ps1", "u7", files, "k", datetime.now(UTC)))
            return jsonify(id=1, receipt=hashlib.sha256(data).hexdigest()), 201


@pytest.fixture
def way() -> Way:
    return Way()


@pytest.fixture
def send(way: Way) -> Iterator[Callable[[], str]]:
    """Hand the large archive in; the stand-in's receipt is the hash of what it has."""
    lms = new_lms()
    lms.more = (way.add,)
    serving = Serving(lms)
    client = LmsClient(lms.url, lms.token_of("u7"))

    def submit() -> str:
        answer = client.submit("ai-2026", "ps1", LARGE, key="k", sha256=sha256_of(LARGE))
        return str(answer["receipt"])

    yield submit
    client.http.close()
    serving.close()


def test_a_large_archive_goes_in_pieces(way: Way, send: Callable[[], str]) -> None:
    assert send() == sha256_of(LARGE)
    assert max(way.sizes) == PIECE
    assert sum(way.sizes) == len(LARGE)


@pytest.mark.parametrize("lost", ["lost_there", "lost_back"])
def test_a_piece_that_is_lost_is_sent_again(way: Way, send: Callable[[], str], lost: str) -> None:
    setattr(way, lost, [0, 2, 5])

    assert send() == sha256_of(LARGE)
    assert way.n_begun == 1


def test_the_next_try_goes_on_where_the_line_was_cut(way: Way, send: Callable[[], str]) -> None:
    way.lost_there = list(range(2, 20))
    with pytest.raises(LmsRefused, match="응답하지 않아요"):
        send()
    assert len(way.arrived) == 2 * PIECE
    n_before, way.lost_there = len(way.sizes), []

    assert send() == sha256_of(LARGE)
    assert sum(way.sizes[n_before:]) == len(LARGE) - 2 * PIECE
