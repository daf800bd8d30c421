"""Files that items carry come in with the course's folder, or keep it out."""

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.exams.file_models import ItemFile
from tests.lms.publishing.conftest import ITEMS, Publish

CSV = b"day,kg\n1,12.4\n"
CARRYING = ITEMS.replace(
    "    answer:", "    attachments: [{file: files/t.csv, title: {ko: 표}}]\n    answer:"
)


def test_a_file_is_kept_by_its_hash_and_published_twice_it_is_kept_once(
    app: Flask, session: Session, publish: Publish
) -> None:
    changes: dict[str, str | bytes | None] = {
        "items/basics.yml": CARRYING,
        "items/files/t.csv": CSV,
    }

    for done in (publish(changes), publish(changes)):
        assert done.exit_code == 0, done.output

    (kept,) = session.scalars(select(ItemFile))
    assert kept.bank == "small"
    assert app.extensions["blobs"].get(kept.sha256) == CSV


def test_a_course_whose_item_names_a_file_that_is_not_there_is_not_published(
    session: Session, publish: Publish
) -> None:
    refused = publish({"items/basics.yml": CARRYING})

    assert refused.exit_code == 1
    assert "files/t.csv" in str(refused.exception)
    assert session.scalars(select(ItemFile)).all() == []
