"""The main menu: what each role finds at the top of every page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import Flask, current_app
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from lms.access import Actor, Permission, Role, may
from lms.web.guard import actor


def anybody(_person: Actor) -> bool:
    """Whoever may follow the entry has a use for it."""
    return True


def is_graded(person: Actor) -> bool:
    """Whether the person learns here, or did: staff alone have no grades of their own."""
    return not person.grants or person.has_role(Role.TRAINEE)


@dataclass(frozen=True)
class MenuItem:
    """One entry: its words, where it leads, who may follow it and whom it serves."""

    label: LazyString
    endpoint: str
    permission: Permission
    serves: Callable[[Actor], bool] = anybody


MENU = (
    MenuItem(lazy_gettext("홈"), "dashboard.home", Permission.ACCOUNT_USE),
    MenuItem(lazy_gettext("강의 목록"), "catalog.courses", Permission.ACCOUNT_USE),
    MenuItem(lazy_gettext("자격증"), "certifications.certifications", Permission.ACCOUNT_USE),
    MenuItem(lazy_gettext("캘린더"), "agenda.calendar", Permission.ACCOUNT_USE),
    MenuItem(lazy_gettext("내 성적"), "gradebook.own", Permission.ACCOUNT_USE, is_graded),
    MenuItem(lazy_gettext("운영"), "programs.overview", Permission.OPERATE),
    MenuItem(lazy_gettext("사람"), "admin.people", Permission.PEOPLE_MANAGE),
    MenuItem(lazy_gettext("시스템"), "admin.system", Permission.ADMINISTER),
)

# The entry that pages lie below: of a whole blueprint, or of one endpoint where pages part ways.
SECTIONS: Mapping[str, str] = {
    "catalog": "catalog.courses",
    "lessons": "catalog.courses",
    "editing": "catalog.courses",
    "banks": "catalog.courses",
    "bank_items": "catalog.courses",
    "item_writing": "catalog.courses",
    "imported_exams": "catalog.courses",
    "exams": "catalog.courses",
    "exam_board": "catalog.courses",
    "exam_desk": "catalog.courses",
    "essays": "catalog.courses",
    "practice": "catalog.courses",
    "exam_desk.forecasts": "programs.overview",
    "notebooks": "catalog.courses",
    "certifications": "certifications.certifications",
    "completion": "catalog.courses",
    "pacing": "catalog.courses",
    "marking": "catalog.courses",
    "foresight": "catalog.courses",
    "progress": "catalog.courses",
    "announcements.of_run": "catalog.courses",
    "announcements.new_in_run": "catalog.courses",
    "gradebook.of_run": "catalog.courses",
    "gradebook.statistics": "catalog.courses",
    "grade_groups": "catalog.courses",
    "grade_imports": "catalog.courses",
    "nbgrader_files": "catalog.courses",
    "grade_decisions": "catalog.courses",
    "gradebook.history": "gradebook.own",
    "gradebook.cohort": "programs.overview",
    "programs": "programs.overview",
    "enrollments": "programs.overview",
    "announcements.operated": "programs.overview",
    "announcements.new": "programs.overview",
    "admin.import_people": "admin.people",
    "admin.deletions": "admin.people",
    "admin.person": "admin.people",
}


def init_app(app: Flask) -> None:
    """Give templates the menu and the permission question."""
    app.add_template_global(menu, "menu")
    app.add_template_global(lambda name, scope: may(actor(), Permission(name), scope), "may")


def menu() -> list[MenuItem]:
    """The entries that the present person may use."""
    known, person = current_app.view_functions, actor()
    return [
        item
        for item in MENU
        if item.endpoint in known and may(person, item.permission) and item.serves(person)
    ]


def section_of(endpoint: str) -> str:
    """The endpoint of the menu's entry that this page lies below; empty for none."""
    return SECTIONS.get(endpoint) or SECTIONS.get(endpoint.partition(".")[0], "")
