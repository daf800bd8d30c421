"""What is turned away at the door, and that every address has a door."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import AnyConverter, BaseConverter, IntegerConverter, Rule

from lms.accounts.models import User
from tests.lms.people import World

VALUES = {
    "slug": "tiny",
    "run_slug": "tiny-c1",
    "course_id": "tiny-c1",
    "sha256": "0" * 64,
}


def address(rule: Rule, number: int) -> str:
    """An address of the rule with this number for every id."""
    converters = rule._converters
    values = {name: value_for(name, kind, number) for name, kind in converters.items()}
    built = rule.build(values)
    assert built is not None
    return built[1]


def value_for(name: str, kind: BaseConverter, number: int) -> object:
    """What stands in the address under a name."""
    if isinstance(kind, IntegerConverter):
        return number
    return min(kind.items) if isinstance(kind, AnyConverter) else VALUES.get(name, "x")


def rules_with_ids(app: Flask) -> Iterator[Rule]:
    for rule in app.url_map.iter_rules():
        if "<int:" in rule.rule:
            yield rule


@pytest.fixture
def csrf_on(app: Flask) -> Iterator[None]:
    app.config["WTF_CSRF_ENABLED"] = True
    yield
    app.config["WTF_CSRF_ENABLED"] = False


@pytest.mark.parametrize("number", [2**31, 2**63, 10**20])
def test_no_address_breaks_at_a_number_that_no_row_can_have(
    app: Flask, world: World, client_of: Callable[[User], FlaskClient], number: int
) -> None:
    client = client_of(world.fay)

    for rule in rules_with_ids(app):
        path = address(rule, 7).replace("/7", f"/{number}")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            answer = client.open(path, method=method)
            assert answer.status_code in {404, 405}, (method, path)


@pytest.mark.usefixtures("csrf_on")
def test_no_form_is_taken_without_its_token(
    app: Flask, world: World, client_of: Callable[[User], FlaskClient]
) -> None:
    client, posted = client_of(world.fay), 0
    for rule in app.url_map.iter_rules():
        is_machine = getattr(app.view_functions[rule.endpoint], "guard", "") == "machine"
        for method in (rule.methods or set()) - {"GET", "HEAD", "OPTIONS"}:
            if not is_machine:
                answer = client.open(address(rule, 1), method=method, data={"x": "1"})
                assert answer.status_code == 400, (method, rule.rule)
                posted += 1

    assert posted > 20


def test_nobody_reaches_what_belongs_to_another_campus(
    app: Flask, world: World, client_of: Callable[[User], FlaskClient]
) -> None:
    """Cho studies elsewhere, Dan mentors, and neither may learn that Ben's run exists."""
    for person in (world.cho, world.dan):
        client = client_of(person)
        for rule in rules_with_ids(app):
            if "<int:run_id>" not in rule.rule and "<int:cohort_id>" not in rule.rule:
                continue
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
                answer = client.open(address(rule, world.run.id), method=method, data={})
                assert answer.status_code == 404, (person.name, method, rule.rule)


@pytest.mark.parametrize("query", ["q=%00", "page=1&q=a%00b"])
def test_a_null_character_is_refused(
    world: World, client_of: Callable[[User], FlaskClient], query: str
) -> None:
    assert client_of(world.fay).get(f"/people?{query}").status_code == 422


def test_a_null_character_in_a_form_is_refused(
    world: World, client_of: Callable[[User], FlaskClient]
) -> None:
    answer = client_of(world.ben).post("/account", data={"name": "벤\0", "locale": "ko"})

    assert answer.status_code == 422


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8000", "u7.127.0.0.1"])
def test_pages_are_not_served_under_the_labs_host_name(anonymous: FlaskClient, host: str) -> None:
    answer = anonymous.get("/login?next=/grades", headers={"Host": host})

    assert answer.status_code == 302
    assert answer.location == "http://localhost/login?next=/grades"
    assert "Set-Cookie" not in answer.headers
    assert anonymous.post("/login", headers={"Host": host}).status_code == 404


def test_programs_may_use_the_labs_host_name(anonymous: FlaskClient) -> None:
    local = {"Host": "127.0.0.1:8000"}

    assert anonymous.get("/healthz", headers=local).status_code == 200
    assert anonymous.get("/.well-known/openid-configuration", headers=local).status_code == 200
    assert anonymous.get("/api/exchange/v1/me", headers=local).status_code == 401
