"""The small page a person sees when something could not be opened."""

from html import escape

TEXTS = {
    "ko": {"title": "실습실에서 열 수 없어요", "lab": "실습실로 가기", "lms": "배움터로 돌아가기"},
    "en": {"title": "This could not be opened", "lab": "Go to my lab", "lms": "Back to the course"},
}
FULL = {
    "ko": "실습실 저장 공간이 가득 찼어요 ({use}). 쓰지 않는 파일을 지운 뒤 다시 눌러 주세요.",
    "en": "Your lab's disk is full ({use}). Delete what you do not need, then try again.",
}
STYLE = (
    "body{font-family:system-ui,sans-serif;max-width:36rem;margin:15vh auto;padding:0 1.5rem;"
    "line-height:1.7;color:#1c2430}h1{font-size:1.4rem}a{color:#0b5cad;margin-right:1.5rem}"
)


def language_of(wanted: str) -> str:
    """Return the language of a page: Korean unless English is asked for."""
    return "en" if wanted == "en" else "ko"


def error_page(reason: str, *, language: str, lab_url: str, lms_url: str) -> str:
    """Return a whole page that says what happened and where to go on."""
    texts = TEXTS[language]
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{texts['title']}</title><style>{STYLE}</style></head><body>"
        f"<h1>{texts['title']}</h1><p>{escape(reason)}</p>"
        f'<p><a href="{escape(lab_url)}">{texts["lab"]}</a>'
        f'<a href="{escape(lms_url)}">{texts["lms"]}</a></p></body></html>'
    )
