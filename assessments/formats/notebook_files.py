"""The notebook that an item of a bank names: a file beside it, read into the item."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from assessments.fields import Entry, Fields
from assessments.items.notebook_task import MOST_BYTES

SUFFIX = ".ipynb"


def with_notebook(source: Fields, folder: Path) -> Entry:
    """The item with the text of its notebook in the place of its path; any other as it is."""
    named, values = source.get("notebook"), source.entry.value
    if named is None or not isinstance(named.value, str) or not isinstance(values, Mapping):
        return source.entry
    if not named.value.endswith(SUFFIX):
        return source.entry
    text = _text_of(folder, named.value)
    if text is None:
        message = f"there is no notebook {named.value!r} that can be read beside the items"
        source.problem("missing-notebook", message, at=named)
    return replace(source.entry, value={**values, "notebook": Entry(text or "", named.line)})


def _text_of(folder: Path, name: str) -> str | None:
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()) or not path.is_file():
        return None
    if path.stat().st_size > MOST_BYTES:
        return None
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return None
