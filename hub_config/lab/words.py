"""Sentences for people, where nobody knows which language they read."""


def said(korean: str, english: str) -> str:
    """Return the sentence in both languages, one after the other."""
    return f"{korean} / {english}"
