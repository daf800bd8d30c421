"""Questions for the gallery: one of each type, with an answer and what is said of it."""

from flask import url_for
from flask_babel import gettext as _


def questions_of_other_types() -> list[dict[str, object]]:
    """A question of each further type: what it shows, an answer, and how it is explained."""
    cat, dog = _("고양이"), _("개")
    sounds = _("야옹"), _("멍멍")
    targets = [{"label": "x", "text": sounds[0]}, {"label": "y", "text": sounds[1]}]
    things = [{"label": "a", "text": cat}, {"label": "b", "text": dog}]
    parts = [
        {"text": cat, "given": sounds[0], "answer": sounds[0], "is_right": True},
        {"text": dog, "given": sounds[0], "answer": sounds[1], "is_right": False},
    ]
    return [
        {
            "shown": {"type": "true-false"},
            "answer": "true",
            "explained": {"type": "true-false", "given": True, "answer": False},
        },
        {
            "shown": {"type": "short-text"},
            "answer": cat,
            "explained": {"type": "short-text", "given": cat, "answers": [dog]},
        },
        {
            "shown": {"type": "matching", "premises": things, "targets": targets},
            "answer": {"a": "x"},
            "explained": {"type": "matching", "parts": parts},
        },
        {
            "shown": {"type": "ordering", "entries": things},
            "answer": {"a": "2", "b": "1"},
            "explained": {"type": "ordering", "given": [dog, cat], "answer": [cat, dog]},
        },
        _gaps(cat, targets),
        _picture(cat),
        {
            "shown": {"type": "extended-text", "words": 20},
            "answer": cat,
            "explained": {"type": "extended-text", "given": cat, "model_answer": dog},
        },
        _program(cat, dog),
        {
            "shown": {"type": "notebook", "seconds": 30},
            "answer": "0" * 64,
            "explained": {"type": "notebook", "given": "0" * 64, "tests": []},
        },
    ]


def _program(right: str, wrong: str) -> dict[str, object]:
    code = f'def say():\n    return "{wrong}"\n'
    test = {"name": "say", "code": f'assert say() == "{right}"', "points": "1"}
    told = {**test, "is_hidden": False, "is_passed": False, "message": right}
    return {
        "shown": {
            "type": "code",
            "starter": "def say():\n    pass\n",
            "seconds": 10,
            "examples": [test],
            "n_hidden": 1,
        },
        "answer": code,
        "explained": {"type": "code", "given": code, "tests": [told], "solution": ""},
    }


def _gaps(animal: str, sounds: list[dict[str, str]]) -> dict[str, object]:
    pieces = [
        {"html": f"{animal}: ", "gap": "g"},
        {"html": " / ", "gap": "h"},
        {"html": "", "gap": ""},
    ]
    asked = [
        {"label": "g", "kind": "select", "options": sounds},
        {"label": "h", "kind": "number", "unit": "kg"},
    ]
    options = [
        {**one, "is_correct": one["label"] == "x", "is_chosen": one["label"] == "x"}
        for one in sounds
    ]
    told = [
        {"label": "g", "kind": "select", "is_right": True, "options": options},
        {"label": "h", "kind": "number", "given": "40", "answer": "4", "unit": "kg"},
    ]
    return {
        "shown": {"type": "cloze", "pieces": pieces, "gaps": asked},
        "answer": {"g": "x", "h": "40"},
        "explained": {"type": "cloze", "pieces": pieces, "gaps": told},
    }


def _picture(animal: str) -> dict[str, object]:
    image = {
        "type": "hotspot",
        "image": url_for("static", filename="icon.svg"),
        "alt": animal,
        "width": 64,
        "height": 64,
        "clicks": 1,
    }
    points = [{"x": 20, "y": 20, "is_right": True}]
    areas = [{"shape": "circle", "coords": [20, 24, 12], "is_hit": True}]
    return {
        "shown": image,
        "answer": {"x1": "20", "y1": "20"},
        "explained": {**image, "given": points, "areas": areas},
    }
