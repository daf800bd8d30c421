"""The main menu: what each role finds at the top of every page."""

from dataclasses import dataclass

from flask import Flask, current_app
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from lms.access import Permission, may
from lms.web.guard import actor


@dataclass(frozen=True)
class MenuItem:
    """One entry: its words, where it leads and who sees it."""

    label: LazyString
    endpoint: str
    permission: Permission


MENU = (
    MenuItem(lazy_gettext("홈"), "dashboard.home", Permission.ACCOUNT_USE),
    MenuItem(lazy_gettext("강의 목록"), "catalog.courses", Permission.ACCOUNT_USE),
    MenuItem(lazy_gettext("캘린더"), "agenda.calendar", Permission.ACCOUNT_USE),
    MenuItem(lazy_gettext("내 성적"), "gradebook.own", Permission.ACCOUNT_USE),
    MenuItem(lazy_gettext("운영"), "programs.overview", Permission.OPERATE),
    MenuItem(lazy_gettext("사람"), "admin.people", Permission.PEOPLE_MANAGE),
    MenuItem(lazy_gettext("시스템"), "admin.system", Permission.ADMINISTER),
)


def init_app(app: Flask) -> None:
    """Give templates the menu and the permission question."""
    app.add_template_global(menu, "menu")
    app.add_template_global(lambda name, scope: may(actor(), Permission(name), scope), "may")


def menu() -> list[MenuItem]:
    """The entries that the present person may use."""
    known, person = current_app.view_functions, actor()
    return [item for item in MENU if item.endpoint in known and may(person, item.permission)]
