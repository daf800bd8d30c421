"""Text as search terms: Korean by syllable pairs, everything else by words."""

from __future__ import annotations

import re
import unicodedata

_TOKEN = re.compile(r"[가-힣]+|[^\W가-힣]+")


def terms(text: str) -> tuple[str, ...]:
    """The terms of a text in order.

    A run of Hangul gives its overlapping pairs of syllables (``회귀분석`` →
    ``회귀 귀분 분석``; a single syllable stays), any other word its lower case,
    so a phrase of terms finds a Korean word inside a longer one.
    """
    found: list[str] = []
    for token in _TOKEN.findall(unicodedata.normalize("NFC", text)):
        if "가" <= token[0] <= "힣":
            found.extend(_pairs(token))
        else:
            found.append(token.casefold())
    return tuple(found)


def _pairs(run: str) -> list[str]:
    if len(run) == 1:
        return [run]
    return [run[i : i + 2] for i in range(len(run) - 1)]
