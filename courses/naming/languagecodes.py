"""Which words in names are languages, and which language a text is in."""

from __future__ import annotations

import re

_KNOWN = frozenset(
    [
        "ar",
        "bg",
        "bn",
        "ca",
        "cs",
        "da",
        "de",
        "el",
        "en",
        "es",
        "et",
        "eu",
        "fa",
        "fi",
        "fil",
        "fr",
        "gl",
        "gu",
        "he",
        "hi",
        "hr",
        "hu",
        "hy",
        "id",
        "is",
        "it",
        "ja",
        "ka",
        "kk",
        "km",
        "kn",
        "ko",
        "lo",
        "lt",
        "lv",
        "mk",
        "ml",
        "mn",
        "mr",
        "ms",
        "my",
        "ne",
        "nl",
        "no",
        "pa",
        "pcm",
        "pl",
        "pt",
        "ro",
        "ru",
        "si",
        "sk",
        "sl",
        "sr",
        "sv",
        "sw",
        "ta",
        "te",
        "th",
        "tl",
        "tr",
        "uk",
        "ur",
        "uz",
        "vi",
        "zh",
    ]
)
_ALSO_SUBJECTS = frozenset(["cs", "is", "ml", "my", "no", "si", "te", "th"])
"""Languages whose code as a folder's name more often means something else."""

_NAMES = {
    "arabic": "ar", "bengali": "bn", "chinese": "zh-CN", "dutch": "nl", "english": "en",
    "french": "fr", "german": "de", "greek": "el", "hebrew": "he", "hindi": "hi",
    "hungarian": "hu", "indonesian": "id", "italian": "it", "japanese": "ja", "korean": "ko",
    "persian": "fa", "polish": "pl", "portuguese": "pt", "romanian": "ro", "russian": "ru",
    "spanish": "es", "swedish": "sv", "thai": "th", "turkish": "tr", "ukrainian": "uk",
    "urdu": "ur", "uzbek": "uz", "vietnamese": "vi",
}  # fmt: skip
_CHINESE = {"hans": "zh-CN", "hant": "zh-TW"}
_HABITS = {"br": "pt-BR", "cn": "zh-CN", "jp": "ja", "kr": "ko", "tw": "zh-TW", "ua": "uk"}
"""Country codes that many write where a language is meant."""

_HABITS_OF_TRANSLATORS = {"hk": "zh-HK", "mo": "zh-MO", "ph": "fil"}
"""Those that mean a language only where nothing but languages is expected."""

_ANY_CODE = re.compile(r"[a-z]{2,3}(?:[-_][a-z]{2,4})?\Z", re.IGNORECASE)

_CODE = re.compile(
    r"^ {0,3}(`{3,}|~{3,})[^\n]*\n.*?(?:^ {0,3}\1|\Z)|`[^`\n]*`", re.DOTALL | re.MULTILINE
)
_NOT_PROSE = re.compile(r"<[^<>]*>|\]\([^()]*\)|https?://\S+")
_SAMPLE = 20_000


def as_language(code: str) -> str | None:
    """A code as it stands in names, ``zh_cn`` or ``KO``, in its usual form; None for other words."""
    language, _, region = code.strip().lower().replace("_", "-").partition("-")
    if not region:
        language = _HABITS.get(language, language)
    if language.partition("-")[0] not in _KNOWN:
        return None
    if not region:
        return language
    if not region.isalpha() or len(region) not in (2, 4):
        return None
    if language == "zh" and region in _CHINESE:
        return _CHINESE[region]
    return f"{language}-{region.upper() if len(region) == 2 else region.capitalize()}"


def as_translation(name: str) -> str | None:
    """The language of a folder among translations, where every short name is a language."""
    known = as_language(name) or _HABITS_OF_TRANSLATORS.get(name.lower())
    if known or not _ANY_CODE.match(name):
        return known
    language, mark, region = name.replace("_", "-").partition("-")
    return f"{language.lower()}{mark}{region.upper()}"


def as_folder_language(name: str) -> str | None:
    """The language a folder's name stands for, where it can hardly mean anything else."""
    return None if name.lower() in _ALSO_SUBJECTS else as_language(name)


def named_language(name: str) -> str | None:
    """The language that a folder's name says in English."""
    return _NAMES.get(name.lower())


def main_language(text: str) -> str:
    """The language most of a text is written in, told by its script; code and addresses aside."""
    prose = _NOT_PROSE.sub(" ", _CODE.sub(" ", text[:_SAMPLE]))
    hangul = sum("가" <= letter <= "힣" for letter in prose)
    kana = sum("\u3040" <= letter <= "\u30ff" for letter in prose)
    han = sum("\u4e00" <= letter <= "\u9fff" for letter in prose)
    latin = sum(letter.isascii() and letter.isalpha() for letter in prose)
    if hangul and 3 * hangul >= max(latin, kana + han):
        return "ko"
    if kana + han and 3 * (kana + han) >= latin:
        return "ja" if 4 * kana >= han else "zh-CN"
    return "en"
