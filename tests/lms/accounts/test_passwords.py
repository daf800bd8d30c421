"""Forgotten and changed passwords."""

import re
from collections.abc import Callable
from email import policy
from email.parser import BytesParser

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from lms import mail
from lms.accounts.credentials import PasswordReset
from lms.accounts.models import User
from lms.audit import AuditEntry
from lms.outbox import OutboxMessage
from tests.lms.accounts.conftest import PASSWORD, without_tokens
from tests.lms.conftest import FakeClock

NEW = "a better sentence 9"
LogIn = Callable[..., TestResponse]
Mails = Callable[[], list[mail.Mail]]


def _ask(browser: FlaskClient, email: str) -> TestResponse:
    return browser.post("/password/forgot", data={"email": email})


def _link(mails: Mails) -> str:
    found = re.search(r"http://localhost(/password/reset/\S+)", mails()[0].text)
    assert found is not None
    return found[1]


def _set(browser: FlaskClient, link: str, new: str = NEW) -> TestResponse:
    return browser.post(link, data={"new": new, "again": new})


@pytest.mark.every_database
def test_a_mailed_link_sets_a_new_password_once(
    ben: User, anonymous: FlaskClient, mails: Mails, log_in: LogIn
) -> None:
    _ask(anonymous, "Ben@test.example")
    link = _link(mails)

    assert mails()[0].to == "ben@test.example"
    assert anonymous.get(link).status_code == 200
    assert _set(anonymous, link).location == "/login"
    assert log_in(ben.email, NEW).status_code == 303
    assert anonymous.get(link).status_code == 404
    assert _set(anonymous, link, "yet another sentence").status_code == 404
    assert log_in(ben.email, PASSWORD).status_code == 422


def test_asking_never_tells_whether_the_account_exists(
    ben: User, anonymous: FlaskClient, mails: Mails, session: Session
) -> None:
    known, unknown = _ask(anonymous, ben.email), _ask(anonymous, "nobody@test.example")

    assert known.status_code == unknown.status_code == 200
    assert without_tokens(known.text).replace("ben@", "nobody@") == without_tokens(unknown.text)
    assert [message.to for message in mails()] == ["ben@test.example"]


def test_no_token_lies_in_the_database(
    ben: User, anonymous: FlaskClient, mails: Mails, session: Session
) -> None:
    _ask(anonymous, ben.email)
    token = _link(mails).rpartition("/")[2]

    assert token not in str(session.scalars(select(OutboxMessage.payload)).all())
    assert token not in session.scalars(select(PasswordReset.digest)).all()


def test_the_link_is_over_after_an_hour(
    ben: User, anonymous: FlaskClient, mails: Mails, clock: FakeClock
) -> None:
    _ask(anonymous, ben.email)
    link = _link(mails)
    clock.forward(hours=1)

    assert anonymous.get(link).status_code == 404
    assert "메일 다시 받기" in anonymous.get("/password/reset/unknown").text


def test_a_reset_ends_every_session_and_every_other_link(
    ben: User,
    anonymous: FlaskClient,
    mails: Mails,
    client_of: Callable[[User], FlaskClient],
    clock: FakeClock,
) -> None:
    elsewhere = client_of(ben)
    _ask(anonymous, ben.email)
    first = _link(mails)
    clock.forward(seconds=1)
    _ask(anonymous, ben.email)
    second = _link(mails)
    assert first != second
    _set(anonymous, second)

    assert elsewhere.get("/account").status_code == 303
    assert anonymous.get(first).status_code == 404


def test_a_stopped_account_gets_no_mail(
    ben: User, anonymous: FlaskClient, mails: Mails, session: Session
) -> None:
    ben.is_enabled = False
    session.commit()
    _ask(anonymous, ben.email)

    assert mails() == []


def test_nobodys_mailbox_is_flooded(ben: User, anonymous: FlaskClient) -> None:
    answers = [_ask(anonymous, ben.email).status_code for _ in range(4)]

    assert answers == [200, 200, 200, 429]


@pytest.mark.parametrize(
    "weak",
    ["short", "ben@test.example", "Password123", "aaaaaaaaaaaa", "1234567890", "test.example1!"],
)
def test_weak_passwords_are_refused_with_a_reason(
    ben: User, anonymous: FlaskClient, mails: Mails, weak: str
) -> None:
    _ask(anonymous, ben.email)
    answer = _set(anonymous, _link(mails), weak)

    assert answer.status_code == 422
    assert "field__error" in answer.text


def test_both_entries_have_to_agree(ben: User, anonymous: FlaskClient, mails: Mails) -> None:
    _ask(anonymous, ben.email)
    answer = anonymous.post(_link(mails), data={"new": NEW, "again": NEW + "x"})

    assert answer.status_code == 422


def test_a_changed_password_keeps_this_session_and_ends_the_others(
    ben: User,
    anonymous: FlaskClient,
    log_in: LogIn,
    client_of: Callable[[User], FlaskClient],
    session: Session,
) -> None:
    elsewhere = client_of(ben)
    log_in(ben.email)
    answer = anonymous.post("/account/password", data={"old": PASSWORD, "new": NEW, "again": NEW})

    assert answer.status_code == 303
    assert anonymous.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 303
    wanted = select(func.count()).where(AuditEntry.action == "password.change")
    assert session.scalar(wanted) == 1


@pytest.mark.parametrize(
    ("old", "new"), [("wrong", NEW), ("", NEW), (PASSWORD, PASSWORD), (PASSWORD, "short")]
)
def test_a_password_is_not_changed_without_the_old_one_or_to_a_bad_one(
    ben: User, anonymous: FlaskClient, log_in: LogIn, old: str, new: str
) -> None:
    log_in(ben.email)
    answer = anonymous.post("/account/password", data={"old": old, "new": new, "again": new})

    assert answer.status_code == 422
    assert log_in(ben.email).status_code == 303


def test_guessing_the_old_password_is_slowed_down_too(
    ben: User, anonymous: FlaskClient, log_in: LogIn
) -> None:
    log_in(ben.email)
    data = {"old": "wrong", "new": NEW, "again": NEW}
    answers = [anonymous.post("/account/password", data=data).status_code for _ in range(6)]

    assert answers == [422] * 5 + [429]


def test_strangers_have_no_password_to_change(anonymous: FlaskClient) -> None:
    assert anonymous.post("/account/password").status_code == 303
    assert anonymous.post("/account").status_code == 303


def test_the_mail_folder_is_shown_in_demo_mode_newest_first(
    demo_app: Flask, ben: User, anonymous: FlaskClient, mails: Mails, clock: FakeClock
) -> None:
    with demo_app.app_context():
        mail.send(mail.Mail("a@test.example", "첫째", "하나"))
        clock.forward(seconds=5)
        mail.send(mail.Mail("a@test.example", "둘째 <script>", "둘"))
    page = anonymous.get("/demo/mail").text

    assert page.index("둘째 &lt;script&gt;") < page.index("첫째")


def test_there_is_no_mail_folder_elsewhere(anonymous: FlaskClient) -> None:
    assert anonymous.get("/demo/mail").status_code == 404


def test_a_header_cannot_be_smuggled_into_a_mail(clock: FakeClock) -> None:
    message = mail.message_of(
        mail.Mail("a@test.example", "제목\nBcc: x@evil.example", "본문"),
        "배움 <b@test.example>",
        at=clock.at,
    )
    read = BytesParser(policy=policy.default).parsebytes(message.as_bytes())

    assert read["Bcc"] is None
    assert read["Subject"] == "제목 Bcc: x@evil.example"
    assert read["From"].addresses[0].display_name == "배움"
    with pytest.raises(mail.BadMail):
        mail.message_of(mail.Mail("nobody", "s", "t"), "b@test.example", at=clock.at)
