"""Categorise: each entry belongs in one category, or in none."""

from assessments.items.pairs import PairsType


class Categorise(PairsType):
    """Entries and categories."""

    name = "categorise"
    fields = ("entries", "categories")
    things, targets, link = "entries", "categories", "category"
