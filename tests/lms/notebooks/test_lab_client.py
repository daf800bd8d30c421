"""A lab's own client hands in to the real application over a line that fails."""

import hashlib
import os
from collections.abc import Iterator

import httpx
import pytest
from flask import Flask
from sqlalchemy.orm import Session

from hub_config.lab.client import IN_ONE_PIECE, PIECE, LmsClient
from tests.lms.notebooks.conftest import Lab, archive
from tests.lms.notebooks.test_submit import submissions


class Line(httpx.BaseTransport):
    """Leads to the application; some pieces are lost on their way there or back."""

    def __init__(self, app: Flask) -> None:
        self.inner = httpx.WSGITransport(app=app.wsgi_app)
        self.asked: list[str] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        number = self.asked.count("PATCH")
        self.asked.append(request.method)
        if request.method == "PATCH" and number == 1:
            raise httpx.WriteError("cut on its way there")
        answer = self.inner.handle_request(request)
        if request.method == "PATCH" and number == 3:
            raise httpx.ReadError("cut on its way back")
        return answer


@pytest.fixture
def line(app: Flask) -> Iterator[Line]:
    line = Line(app)
    yield line
    line.inner.close()


@pytest.mark.parametrize("size", [100, IN_ONE_PIECE + PIECE])
def test_what_was_handed_in_is_there_byte_for_byte(
    app: Flask, session: Session, bens_lab: Lab, line: Line, size: int
) -> None:
    data = archive(**{"data.bin": os.urandom(size)})
    client = LmsClient("http://localhost", bens_lab.token, transport=line)

    receipt = client.submit(
        bens_lab.run, "square", data, key="k", sha256=hashlib.sha256(data).hexdigest()
    )

    (kept,) = submissions(session)
    assert receipt["receipt"] == kept.receipt
    assert app.extensions["blobs"].get(kept.blob) == data
    assert ("PATCH" in line.asked) is (size > IN_ONE_PIECE)
