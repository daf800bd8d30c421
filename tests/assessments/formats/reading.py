"""Foreign text in, items out."""

from assessments import key_of
from assessments.formats.imported import Imported
from assessments.formats.package import PackageReader
from assessments.model import Item, text_in


def read(text: str | bytes, name: str = "a.xml") -> Imported:
    data = text.encode() if isinstance(text, str) else text
    return PackageReader({name: data}, "").read()


def read_package(files: dict[str, str]) -> Imported:
    return PackageReader({name: text.encode() for name, text in files.items()}, "").read()


def items(imported: Imported) -> list[Item]:
    return [each.item for each in imported.items]


def only(imported: Imported) -> Item:
    assert len(imported.items) == 1, imported
    return imported.items[0].item


def stem(item: Item) -> str:
    return text_in(item.stem, "")


def right(item: Item) -> list[str]:
    """The texts of the right options."""
    key = key_of(item)
    assert isinstance(key, list)
    return [each["text"] for each in key]


def codes(imported: Imported) -> list[str]:
    return [problem.code for problem in imported.problems]
