"""Keeping the files that items carry, by their hash."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from lms.exams.file_models import ItemFile
from lms.exams.item_files import files_known
from lms.storage import BlobStore


def keep_item_files(
    session: Session, storage: BlobStore, bank: str, files: Mapping[str, bytes], *, at: datetime
) -> None:
    """Store what items of a bank carry, contents by hash; what is known is left as it is."""
    known = files_known(session, bank)
    for sha256, data in files.items():
        if sha256 not in known:
            storage.put(data)
            session.add(ItemFile(bank=bank, sha256=sha256, created_at=at))
    session.flush()
