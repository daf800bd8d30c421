"""Matching: each premise has one right answer among the targets."""

from assessments.items.pairs import PairsType


class Matching(PairsType):
    """Premises and targets; a target may fit several premises or none."""

    name = "matching"
    fields = ("premises", "targets")
    things, targets, link = "premises", "targets", "match"
