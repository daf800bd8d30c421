"""The words that numbered things and stand-ins begin with, in the page's language."""

from __future__ import annotations

from courses.naming.languages import word as plain_word

_KOREAN = {
    "figure": "그림",
    "table": "표",
    "code": "코드",
    "equation": "식",
    "theorem": "정리",
    "proof": "증명",
    "lemma": "보조정리",
    "definition": "정의",
    "algorithm": "알고리즘",
    "example": "예제",
    "remark": "비고",
    "corollary": "따름정리",
    "proposition": "명제",
    "axiom": "공리",
    "conjecture": "추측",
    "criterion": "판정법",
    "observation": "관찰",
    "property": "성질",
    "assumption": "가정",
    "exercise": "연습 문제",
    "solution": "풀이",
    "details": "펼쳐 보기",
    "references": "참고 문헌",
    "diagram": "도식의 원본 (Mermaid)",
    "attention": "유의",
    "error": "오류",
    "seealso": "함께 보기",
    "versionadded": "{} 버전에 추가",
    "versionchanged": "{} 버전에서 변경",
    "deprecated": "{} 버전부터 권장하지 않음",
    "versionremoved": "{} 버전에서 삭제",
    "video": "동영상 보기",
    "stand-in": "이 부분은 실습실에서 실행하면 볼 수 있습니다.",
}
_ENGLISH = {
    "seealso": "See also",
    "references": "References",
    "diagram": "Source of a diagram (Mermaid)",
    "versionadded": "Added in version {}",
    "versionchanged": "Changed in version {}",
    "deprecated": "Deprecated since version {}",
    "versionremoved": "Removed in version {}",
    "video": "Watch the video",
    "stand-in": "Run this in the lab to see it.",
    "code": "Listing",
    "details": "Details",
    "equation": "Equation",
    "figure": "Figure",
}


def word(name: str, language: str) -> str:
    """A word in the page's language; ``prf:lemma`` is a lemma."""
    name = name.removeprefix("prf:")
    words = _KOREAN if language == "ko" else _ENGLISH
    return words.get(name) or plain_word(name, language)


def numbered(kind: str, number: int, language: str) -> str:
    """``Figure 3``, or the word alone for what has no number."""
    name = word(kind, language)
    return f"{name} {number}" if number else name
