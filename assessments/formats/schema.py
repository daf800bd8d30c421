"""The JSON Schema of our own format, for editors that complete and check while one writes."""

from importlib.resources import files


def items_schema() -> str:
    """Give the schema of a file of items as JSON text."""
    place = files("assessments.formats") / "items.schema.json"
    return place.read_text(encoding="utf-8")
