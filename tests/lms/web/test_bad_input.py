"""A form that does not pass says where and why, and keeps what was typed."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from lms.accounts.models import User
from tests.lms.people import World

Case = tuple[str, str | None, dict[str, str], str]
FORMS: list[Case] = [
    ("/login", None, {"email": "no-address", "password": ""}, "password"),
    ("/password/forgot", None, {"email": "no-address"}, "email"),
    ("/operate/campuses/new", "fay", {"name": "", "district": "마포구"}, "name"),
    ("/operate/programs/new", "fay", {"name": "", "summary": "처음 배우는 사람"}, "name"),
    ("/runs/1/announcements/new", "ann", {"title_ko": "내일", "body_ko": ""}, "body_ko"),
]


@pytest.mark.parametrize("case", FORMS, ids=lambda case: str(case[0]))
def test_errors_stand_by_their_fields_and_the_summary_leads_there(
    case: Case, world: World, anonymous: FlaskClient, client_of: Callable[[User], FlaskClient]
) -> None:
    path, person, typed, wrong = case
    client = client_of(getattr(world, person)) if person else anonymous

    page = client.post(path, data=typed)

    assert page.status_code in {200, 422}
    assert f'href="#{wrong}"' in page.text
    assert f'id="{wrong}-error"' in page.text
    assert 'aria-invalid="true"' in page.text
    assert all(value in page.text for value in typed.values())
