"""The sentences that people read, taken from the sources, and the catalogues kept beside them.

`python -m tests.translations` brings every catalogue up to date: new sentences come in
empty, those that left the sources go, and the order is that of the sources.
"""

import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

from lms.web.catalogues import FOLDER

ROOT = Path(__file__).resolve().parents[1]
METHODS = [("**.py", "python"), ("**/templates/**", "jinja2")]
OPTIONS = {"**/templates/**": {"silent": "false"}}
KEYWORDS = DEFAULT_KEYWORDS | {
    "lazy_gettext": None,
    "_l": None,
    "lazy_pgettext": DEFAULT_KEYWORDS["pgettext"],
    "lazy_ngettext": DEFAULT_KEYWORDS["ngettext"],
}


def sentences() -> Catalog:
    """Every sentence of the sources, by file."""
    found = Catalog(charset="utf-8")
    rows = extract_from_dir(ROOT / "lms", METHODS, OPTIONS, KEYWORDS)
    for name, _line, words, _comments, context in sorted(rows, key=lambda row: row[:2]):
        found.add(words, context=context, locations=[(f"lms/{Path(name).as_posix()}", None)])
    return found


def catalogues() -> list[Path]:
    """The tracked catalogues."""
    return sorted(FOLDER.glob("*/LC_MESSAGES/messages.po"))


def read(path: Path) -> Catalog:
    """A catalogue as it is tracked."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name)


def key(message: Message) -> tuple[str | None, str]:
    """What names a sentence: its context and its words."""
    words = message.id if isinstance(message.id, str) else message.id[0]
    return message.context, words


def update(path: Path) -> int:
    """Rewrite a catalogue in the order of the sources; returns how many sentences are empty."""
    known = {key(message): message.string for message in read(path) if message.id}
    header = path.read_text(encoding="utf-8").split("\n\n", 1)[0]
    fresh = Catalog(locale=path.parent.parent.name, charset="utf-8")
    for message in sentences():
        if message.id:
            string = known.get(key(message), "")
            if isinstance(string, str) == message.pluralizable:
                string = ""
            files = list(dict.fromkeys(message.locations))
            fresh.add(message.id, string, files, context=message.context)
    with path.open("wb") as file:
        file.write(header.encode() + b"\n\n")
        write_po(file, fresh, width=0, omit_header=True, include_lineno=False)
    return sum(1 for message in read(path) if message.id and not any(message.string))


if __name__ == "__main__":
    for each in catalogues():
        sys.stdout.write(f"{each.relative_to(ROOT)}: {update(each)} to translate\n")
