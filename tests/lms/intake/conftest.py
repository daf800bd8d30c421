"""An application, for the language of its sentences; nothing here needs a database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask_babel import Babel


@pytest.fixture(scope="session")
def sentences() -> Flask:
    app = Flask("sentences")
    Babel(app)
    return app


@pytest.fixture
def app_context(sentences: Flask) -> Iterator[None]:
    with sentences.app_context():
        yield
