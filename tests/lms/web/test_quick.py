"""Pages with parts that change without them bring the library, and only they do."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.lms.people import World


def test_the_library_comes_from_its_package_and_may_be_kept(
    client_of: Callable[..., FlaskClient], world: World
) -> None:
    reader = client_of(world.ben)
    found = re.search(r'src="(/quick/[0-9a-f]+/htmx\.js)"', reader.get("/notices").text)
    assert found

    answer = reader.get(found[1], buffered=True)

    assert b"htmx" in answer.data
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Set-Cookie" not in answer.headers


def test_another_version_of_the_library_is_not_there(
    client_of: Callable[..., FlaskClient], world: World
) -> None:
    assert client_of(world.ben).get("/quick/0123456789/htmx.js").status_code == 404


@pytest.mark.parametrize("path", ["/", "/catalog"])
def test_pages_without_such_a_part_stay_light(
    client_of: Callable[..., FlaskClient], world: World, path: str
) -> None:
    assert "htmx" not in client_of(world.ben).get(path).text
