"""What only an edition holds that was put away is removed; all that anyone else has stays."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from lms.accounts.models import User
from lms.publishing.sources import read_tree
from lms.queue import Queue
from lms.settings import Settings
from lms.storage import BlobStore
from tests.courses.small_course import FILES, lesson
from tests.lms.conftest import FakeClock
from tests.lms.editing.conftest import EDITIONS, edition
from tests.lms.people import World

ClientOf = Callable[[User], FlaskClient]
Upload = Callable[..., object]
OWN = lesson("more", "더", "이 초안에만 있는 글입니다.").encode()
SHARED = FILES["01-one/01-start.md"]


@pytest.fixture
def sweep(app: Flask, clock: FakeClock) -> Callable[[int], None]:
    """Let the worker clean up so many days from now."""

    def run(days: int) -> None:
        queue: Queue = app.extensions["queue"]
        clock.at = datetime.now(UTC)
        clock.forward(days=days)
        queue.wake("editions.remove_leftovers")
        queue.run_waiting()

    return run


def is_stored(app: Flask, data: bytes | str) -> bool:
    store: BlobStore = app.extensions["blobs"]
    raw = data.encode() if isinstance(data, str) else data
    return bool(store.sizes([sha256(raw).hexdigest()]))


def test_a_draft_put_away_leaves_nothing_behind_that_is_only_its_own(
    app: Flask,
    session: Session,
    published: World,
    client_of: ClientOf,
    upload: Upload,
    *,
    work: Callable[[], int],
    sweep: Callable[[int], None],
) -> None:
    ann = client_of(published.ann)
    upload(ann, {"01-one/02-more.md": OWN})
    work()
    draft = edition(session, 2)
    zipped, tree = draft.upload_blob, draft.source_blob
    assert zipped is not None
    assert tree is not None
    ann.post(f"{EDITIONS}/2/discard")
    store: BlobStore = app.extensions["blobs"]

    sweep(0)
    assert is_stored(app, OWN), "what is that young may belong to what is only coming in"
    sweep(3)

    assert not is_stored(app, OWN)
    assert store.sizes([zipped, tree]) == {}
    assert is_stored(app, SHARED)
    present = edition(session, 1)
    assert len(store.sizes(list(read_tree(store, present.source_blob or "").files.values()))) > 5
    assert (edition(session, 2).source_blob, edition(session, 2).upload_blob) == (None, None)
    sweep(4)


def test_what_another_draft_has_too_stays(
    app: Flask,
    session: Session,
    published: World,
    client_of: ClientOf,
    upload: Upload,
    *,
    work: Callable[[], int],
    sweep: Callable[[int], None],
) -> None:
    ann = client_of(published.ann)
    upload(ann, {"01-one/02-more.md": OWN})
    upload(ann, {"01-one/02-more.md": OWN, "01-one/09-new.md": lesson("new", "새", "글")})
    work()
    ann.post(f"{EDITIONS}/2/discard")

    sweep(3)
    assert is_stored(app, OWN)

    client_of(published.ann).post(f"{EDITIONS}/3/discard")
    sweep(3)
    assert not is_stored(app, OWN)


def test_what_is_stored_again_is_young_again(app: Flask) -> None:
    store: BlobStore = app.extensions["blobs"]
    settings: Settings = app.extensions["settings"]
    digest = store.put(b"twice")
    (kept,) = settings.data_dir.rglob(f"{digest}")
    now = datetime.now(UTC)
    os.utime(kept, (now.timestamp() - 3600,) * 2)

    assert store.is_untouched(digest, since=now - timedelta(minutes=1))
    store.put(b"twice")

    assert not store.is_untouched(digest, since=now - timedelta(minutes=1))
    assert not store.is_untouched("0" * 64, since=now)
