"""A file that an item carries, as an answer that no browser runs."""

from flask import Response

from assessments.items.attachments import media_type_of, name_of
from assessments.model import Attachment
from lms.storage import blobs

PICTURES = "image/"


def file_answer(attachment: Attachment) -> Response:
    """The file: pictures are shown, all else is loaded down; raises MissingBlob."""
    media_type = media_type_of(attachment)
    answer = Response(blobs().get(attachment.sha256), mimetype=media_type)
    way = "inline" if media_type.startswith(PICTURES) else "attachment"
    answer.headers.set("Content-Disposition", way, filename=name_of(attachment))
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
