"""Languages: how files name them, and the words a page adds by itself."""

from __future__ import annotations

import re
from typing import NamedTuple

from courses.model import LessonKind

LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,4})?\Z")
_SUFFIX = re.compile(r"^(?P<stem>.+)\.(?P<language>[a-z]{2,3}(?:-[A-Za-z]{2,4})?)$")
_LESSON_SUFFIXES: dict[str, LessonKind] = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".mdx": "markdown",
    ".qmd": "markdown",
    ".ipynb": "notebook",
}
_HANGUL = re.compile(r"[가-힣]")

KOREAN = {
    "note": "참고",
    "tip": "도움말",
    "hint": "힌트",
    "important": "중요",
    "warning": "주의",
    "caution": "조심",
    "danger": "위험",
    "info": "알아두기",
    "example": "예시",
    "question": "생각해 보기",
    "success": "정리",
    "summary": "요약",
    "abstract": "요약",
    "quote": "인용",
    "bug": "버그",
    "failure": "실패",
    "todo": "할 일",
    "figure": "실행 결과 그림",
    "hidden-code": "코드 보기",
    "hidden-output": "출력 보기",
    "hidden-cell": "셀 보기",
    "no-outputs": "이 강의의 코드는 결과 없이 실려 있습니다. 실습실에서 실행하면 결과가 나옵니다.",
    "json-output": "JSON 출력 보기",
    "more-lines": "나머지 {}줄 보기",
    "cut-output": "출력이 길어 앞부분만 보입니다. 전체는 실습실에서 볼 수 있습니다.",
    "expected-error": "일부러 오류를 낸 예입니다.",
    "interactive": "실습실에서 실행하면 볼 수 있습니다.",
    "elsewhere": "다른 사이트에서 볼 수 있습니다:",
    "still-picture": "정지 그림입니다. 실습실에서 실행하면 움직입니다.",
    "is-plotly": "Plotly 그래프",
    "is-bokeh": "Bokeh 그래프",
    "is-vega": "Altair 그래프",
    "is-holoviews": "HoloViews 그래프",
    "is-map": "움직이는 지도",
    "is-widget": "위젯",
    "is-chart": "움직이는 그래프",
    "is-molecule": "3차원 모형",
    "is-video": "동영상",
    "is-audio": "소리",
    "is-page": "다른 페이지",
    "is-script": "움직이는 출력",
    "footnote": "본문으로 돌아가기",
    "quiz-elsewhere": "여기에 있는 퀴즈는 강의 페이지에서 풀 수 있습니다.",
}
ENGLISH = {
    "figure": "Figure from running the code",
    "hidden-code": "Show code",
    "hidden-output": "Show output",
    "hidden-cell": "Show cell",
    "no-outputs": "The code of this lesson comes without its results; run it in the lab to see them.",
    "json-output": "Show JSON output",
    "more-lines": "Show {} more lines",
    "cut-output": "The output is long; only its beginning is shown. The lab shows all of it.",
    "expected-error": "This error is raised on purpose.",
    "interactive": "Run this in the lab to see it.",
    "elsewhere": "It can be seen on another site:",
    "still-picture": "This is a still picture; run it in the lab to interact with it.",
    "is-plotly": "Plotly graph",
    "is-bokeh": "Bokeh graph",
    "is-vega": "Altair graph",
    "is-holoviews": "HoloViews graph",
    "is-map": "Interactive map",
    "is-widget": "Widget",
    "is-chart": "Interactive chart",
    "is-molecule": "3D model",
    "is-video": "Video",
    "is-audio": "Sound",
    "is-page": "Another page",
    "is-script": "Interactive output",
    "footnote": "Back to the text",
    "quiz-elsewhere": "The quiz that belongs here is on the lesson's page.",
}


class NamedVariant(NamedTuple):
    """A lesson file's name taken apart: ``01-a.en.md`` is ``01-a``, ``en``, ``markdown``."""

    stem: str
    language: str | None
    kind: LessonKind


def kind_of(path: str) -> LessonKind | None:
    """What kind of lesson a file can be; None for a file that is no lesson."""
    _, dot, suffix = path.rpartition(".")
    return _LESSON_SUFFIXES.get(f"{dot}{suffix}".lower()) if len(suffix) < 9 else None


def split_name(path: str, languages: tuple[str, ...]) -> NamedVariant | None:
    """Stem, language and kind of a lesson file; None for a file that is no lesson."""
    kind = kind_of(path)
    if kind is None:
        return None
    stem = stem_of(path)
    match = _SUFFIX.match(stem)
    if match and (not languages or match["language"] in languages):
        return NamedVariant(match["stem"], match["language"], kind)
    return NamedVariant(stem, None, kind)


def stem_of(path: str) -> str:
    """The name of a file without its last suffix, as `pathlib` has it, but asked of thousands."""
    name = path.rpartition("/")[2]
    return name.rpartition(".")[0] or name


def word(name: str, language: str) -> str:
    """A word the page adds by itself, in the page's language."""
    words = KOREAN if language == "ko" else ENGLISH
    return words.get(name, name.replace("-", " ").capitalize())


def has_hangul(text: str) -> bool:
    """Tell whether a text has a Korean syllable in it."""
    return _HANGUL.search(text) is not None
