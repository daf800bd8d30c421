"""The main menu: whom an entry serves, and which one a page lies below."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.web.navigation import MENU, SECTIONS
from tests.lms.people import World

CURRENT = re.compile(r'<a href="([^"]+)" aria-current="(page|true)"')


def test_staff_who_do_not_learn_here_have_no_grades_of_their_own_in_the_menu(
    client_of: Callable[..., FlaskClient], world: World
) -> None:
    has_entry = [
        'href="/grades"' in client_of(person).get("/catalog").text
        for person in (world.ben, world.ann, world.eun)
    ]

    assert has_entry == [True, False, False]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/calendar", [("/calendar", "page")]),
        ("/catalog", [("/catalog", "page")]),
        ("/runs/1", [("/catalog", "true")]),
        ("/runs/1/assignments", [("/catalog", "true")]),
        ("/account", []),
    ],
)
def test_a_page_marks_its_section(
    client_of: Callable[..., FlaskClient],
    world: World,
    path: str,
    expected: list[tuple[str, str]],
) -> None:
    page = client_of(world.ben).get(path).text
    menu = page[page.index('<nav class="site-nav"') :].partition("</nav>")[0]

    assert CURRENT.findall(menu) == expected


def test_sections_are_entries_of_the_menu_and_lead_somewhere(app: Flask) -> None:
    entries = {item.endpoint for item in MENU}
    endpoints = set(app.view_functions)

    assert set(SECTIONS.values()) <= entries
    assert {name for name in SECTIONS if "." in name} <= endpoints
    assert {name for name in SECTIONS if "." not in name} <= set(app.blueprints)
