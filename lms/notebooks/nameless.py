"""Marking without names: the wish stands in the address, and goes along from page to page."""

from flask import request

WITHOUT_NAMES = "hide"


def names_asked() -> str | None:
    """What links say as `names` so that the next page shows no names either; else None."""
    return WITHOUT_NAMES if request.args.get("names") == WITHOUT_NAMES else None
