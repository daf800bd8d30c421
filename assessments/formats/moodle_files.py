"""Files in a Moodle question: those that its text links to become what the item carries."""

import binascii
from base64 import b64decode
from collections.abc import Mapping

from assessments.formats.attachment_files import is_of_its_kind
from assessments.formats.xml_source import Node
from assessments.items.attachments import LARGEST, MEDIA_TYPES, is_inside, suffix_of

PLACE = "@@PLUGINFILE@@"
"""Stands in links for the place of a question's files."""


def files_beside(text: Node | None) -> Mapping[str, bytes]:
    """Give the files of a text that an item may carry, by how links name them."""
    found = {}
    for node in () if text is None else text.own("file"):
        name = f"{node.get('path', '/').strip('/')}/{node.get('name')}".lstrip("/")
        data = _content(node)
        if data is not None and _may_be_carried(name, data):
            found[f"{PLACE}/{name}"] = data
    return found


def _content(node: Node) -> bytes | None:
    if node.get("encoding") != "base64":
        return None
    try:
        return b64decode(node.text)
    except (binascii.Error, ValueError):
        return None


def _may_be_carried(name: str, data: bytes) -> bool:
    is_kind = suffix_of(name) in MEDIA_TYPES and is_of_its_kind(name, data)
    return is_inside(name) and is_kind and len(data) <= LARGEST
