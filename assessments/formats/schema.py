"""The JSON Schemas of our own formats, for editors that complete and check while one writes."""

from importlib.resources import files


def items_schema() -> str:
    """Give the schema of a file of items as JSON text."""
    return _schema("items")


def exam_schema() -> str:
    """Give the schema of an exam as JSON text."""
    return _schema("exam")


def certification_schema() -> str:
    """Give the schema of a certification as JSON text."""
    return _schema("certification")


def _schema(name: str) -> str:
    place = files("assessments.formats") / f"{name}.schema.json"
    return place.read_text(encoding="utf-8")
