"""Answers to the items of `typed_items`, in the ids of their parts."""

from collections.abc import Mapping, Sequence
from typing import Any

from assessments.model import Label

RIGHT: Mapping[str, Any] = {
    "single": "secret-1",
    "multiple": ["secret-1", "secret-2"],
    "true-false": "true",
    "numeric": "4096.5 m",
    "short-text": "secret 서울",
    "cloze": {"secret-a": "secret-a/secret-1", "secret-b": "secret", "secret-c": "4096"},
    "matching": {"secret-1": "secret-a", "secret-2": "secret-b"},
    "categorise": {"secret-1": "secret-a", "secret-2": "secret-b"},
    "ordering": {"secret-1": "1", "secret-2": "2", "secret-3": "3"},
    "hotspot": {"x1": "100", "y1": "100", "x2": "10", "y2": "10"},
}
OTHER: Mapping[str, tuple[Any, str]] = {
    "single": ("secret-2", "wrong"),
    "multiple": (["secret-1", "secret-3"], "wrong"),
    "true-false": ("false", "wrong"),
    "numeric": ("4", "wrong"),
    "short-text": ("secretary", "partly"),
    "cloze": ({"secret-a": "secret-a/secret-2", "secret-b": "secret"}, "partly"),
    "matching": ({"secret-1": "secret-a", "secret-2": "secret-a"}, "partly"),
    "categorise": ({"secret-1": "secret-b", "secret-2": "secret-b"}, "partly"),
    "ordering": ({"secret-1": "2", "secret-2": "1"}, "wrong"),
    "hotspot": ({"x1": "100", "y1": "100", "x2": "600", "y2": "400"}, "partly"),
}
"""Another answer and how it fares where parts earn their share."""
WRONG_SHAPE: Mapping[str, Any] = {
    "single": ["x"],
    "multiple": "x",
    "true-false": True,
    "numeric": "three",
    "short-text": 3,
    "cloze": {"no-such": "x"},
    "matching": {"no-such": "x"},
    "categorise": {"no-such": "x"},
    "ordering": {"no-such": "1"},
    "hotspot": {"x1": "1", "y1": "9999"},
}


def in_labels(answer: Any, labels: Sequence[Label]) -> Any:
    """The answer as a form with these labels takes it."""
    names = {each.option: each.label for each in labels}
    if isinstance(answer, dict):
        return {names.get(key, key): in_labels(each, labels) for key, each in answer.items()}
    if isinstance(answer, list):
        return [in_labels(each, labels) for each in answer]
    return names.get(answer, answer) if isinstance(answer, str) else answer
