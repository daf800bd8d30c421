"""The pages of a person's own account, in the order of their navigation."""

from flask import Flask, current_app
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

PAGES = (
    ("accounts.account", _l("프로필")),
    ("account.appearance", _l("화면 모양")),
    ("accounts.password", _l("비밀번호")),
    ("notices.choices", _l("알림")),
    ("account.browser_sessions", _l("로그인한 곳")),
    ("account.data", _l("내 데이터")),
)


def init_app(app: Flask) -> None:
    """Give the templates of the account its navigation."""
    app.add_template_global(account_pages, "account_pages")


def account_pages() -> list[tuple[str, LazyString]]:
    """Endpoint and words of each page there is."""
    known = current_app.view_functions
    return [(endpoint, label) for endpoint, label in PAGES if endpoint in known]
