"""Questions for the gallery: one of each type, with an answer and what is said of it."""

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
    ]
