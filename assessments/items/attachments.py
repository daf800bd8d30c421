"""Files that an item carries: what may be one, and how it is read, stored and shown."""

import re
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from assessments.fields import Fields
from assessments.items.kind import Data
from assessments.model import Attachment, Item, text_in

MEDIA_TYPES: Mapping[str, str] = {
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
    ".txt": "text/plain",
    ".json": "application/json",
    ".pdf": "application/pdf",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
    ".ogg": "audio/ogg",
    ".wav": "audio/wav",
    ".mp4": "video/mp4",
    ".webm": "video/webm",
}
"""The kinds of files an item may carry: nothing that a browser would run."""
LARGEST = 10_000_000
MOST_FILES = 10
LONGEST_NAME = 200
SHA256 = re.compile(r"[0-9a-f]{64}")


def suffix_of(name: str) -> str:
    """Give the end of a file's name by which its kind is known."""
    return PurePosixPath(name).suffix.lower()


def media_type_of(attachment: Attachment) -> str:
    """Give the media type that the name of a file stands for."""
    return MEDIA_TYPES[suffix_of(attachment.file)]


def name_of(attachment: Attachment) -> str:
    """Give the name under which a candidate keeps the file, without its folder."""
    return PurePosixPath(attachment.file).name


def is_inside(name: str) -> bool:
    """Tell whether a path stays in the folder it is read from."""
    parts = name.split("/")
    is_plain = name.isprintable() and not set('\\:*?"<>|') & set(name)
    return is_plain and len(name) <= LONGEST_NAME and not {"", ".", ".."} & set(parts)


def read_attachments(fields: Fields) -> tuple[Attachment, ...]:
    """Read the files of an item, each known by its hash; problems go to the report."""
    if fields.get("attachments") is None:
        return ()
    found = tuple(_attachment(each) for each in fields.children("attachments"))
    if len(found) > MOST_FILES:
        message = f"an item carries at most {MOST_FILES} files"
        fields.problem("too-many-files", message, at=fields.get("attachments"))
    return found


def _attachment(fields: Fields) -> Attachment:
    fields.only("file", "title", "sha256", "size")
    file, sha256 = fields.scalar("file"), fields.scalar("sha256", "")
    if file and not is_inside(file):
        message = f"the path {file!r} does not stay in the folder of the bank"
        fields.problem("path-outside", message, at=fields.get("file"))
    elif file and suffix_of(file) not in MEDIA_TYPES:
        known = ", ".join(each.removeprefix(".") for each in MEDIA_TYPES)
        message = f"files such as {file!r} are not given out"
        fields.problem("file-type", message, at=fields.get("file"), hint=f"one of: {known}")
    elif file and not SHA256.fullmatch(sha256):
        hint = "attachments belong to items of a bank, and lie beside its files"
        fields.problem("missing-file", f"{file!r} is not kept here", hint=hint)
    size = fields.whole("size", 0, LARGEST, 0)
    return Attachment(file, fields.text("title"), sha256, size)


def attachments_data(attachments: Sequence[Attachment]) -> list[Data]:
    """Give attachments as plain values that `read_attachments` reads back."""
    return [
        {"file": each.file, "title": dict(each.title), "sha256": each.sha256, "size": each.size}
        for each in attachments
    ]


def shown_attachments(item: Item, language: str) -> Data:
    """Give what a candidate may know of the files of an item; nothing if it has none."""
    listed = [
        {
            "number": number,
            "title": text_in(each.title, language),
            "name": name_of(each),
            "media_type": media_type_of(each),
            "size": each.size,
        }
        for number, each in enumerate(item.attachments, 1)
    ]
    return {"attachments": listed} if listed else {}
