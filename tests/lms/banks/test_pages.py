"""The pages of the item bank: who may, what they show, and what bad input does."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from html import unescape
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments import item_from, read_bank
from assessments.model import Attachment
from lms.accounts.models import User
from lms.banks.models import BankedItem, ItemVersion, Stage, Use
from lms.exams.models import Exam
from lms.exams.services import keep_item_files
from tests.lms.banks.conftest import ITEMS, NEW, Publish, pool, row
from tests.lms.people import NOW, World
from tests.lms.statements import counted_queries

ClientOf = Callable[[User], FlaskClient]
BANK = "/courses/tiny/items"
NEW_ITEM = "/courses/tiny/new-item"
ONE = f"{BANK}/a-one"
GETS = (BANK, f"{BANK}.zip", NEW_ITEM, ONE, f"{ONE}/edit")
POSTS = (
    NEW_ITEM, f"{NEW_ITEM}/rendered", f"{ONE}/edit", f"{ONE}/rendered", f"{ONE}/submit", f"{ONE}/approve",
    f"{ONE}/send-back", f"{ONE}/retire", f"{ONE}/put-away", f"{ONE}/settle",
)  # fmt: skip
FORM = {
    "type": "single", "id": "a-form", "domain": "a", "level": "1", "lesson": "", "rest": "{}", "was": "0",
    "stem.ko": "양식으로 쓴 물음", "stem.en": "Asked in a form", "objective.ko": "목표", "objective.en": "Aim",
    "option.0.text.ko": "맞다", "option.0.text.en": "Right", "option.0.rationale.ko": "왜", "option.0.rationale.en": "Why",
    "option.1.text.ko": "틀리다", "option.1.text.en": "Wrong", "option.1.rationale.ko": "왜", "option.1.rationale.en": "Why",
    "correct": "0", "save": "1",
}  # fmt: skip


@pytest.fixture
def ann(published: World, client_of: ClientOf) -> FlaskClient:
    return client_of(published.ann)


@pytest.fixture
def eun(published: World, client_of: ClientOf) -> FlaskClient:
    return client_of(published.eun)


def test_only_those_who_may_change_the_course_see_its_items(
    published: World, client_of: ClientOf, anonymous: FlaskClient
) -> None:
    for person in (published.ben, published.cho, published.dan):
        browser = client_of(person)
        assert {browser.get(path).status_code for path in GETS} == {404}
        assert {browser.post(path).status_code for path in POSTS} == {404}
    assert {anonymous.get(path).status_code for path in GETS} <= {302, 303, 401}
    assert {anonymous.post(path).status_code for path in POSTS} <= {302, 303, 401}
    for person in (published.ann, published.eun, published.fay):
        assert {client_of(person).get(path).status_code for path in GETS} == {200}


@pytest.mark.parametrize("path", ["/courses/none/items", f"{BANK}/none", f"{BANK}/none/edit"])
def test_what_is_not_there_is_not_found(ann: FlaskClient, path: str) -> None:
    assert ann.get(path).status_code == 404


def test_a_course_without_a_bank_says_how_to_get_one(world: World, client_of: ClientOf) -> None:
    browser = client_of(world.ann)

    assert "items/bank.yml" in browser.get(BANK).text
    assert browser.get(NEW_ITEM).status_code == 404
    assert browser.get(f"{BANK}.zip").status_code == 404


@pytest.mark.every_database
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", {"a-one", "a-two", "b-one", "b-two"}),
        ("type=numeric", {"b-one"}),
        ("domain=a", {"a-one", "a-two"}),
        ("status=active&domain=b", {"b-one", "b-two"}),
        ("status=draft", set()),
        ("q=A-ONE", {"a-one"}),
        ("q=question b", {"b-one", "b-two"}),
        ("q=100%25_", set()),
        ("status=nonsense&page=99", {"a-one", "a-two", "b-one", "b-two"}),
    ],
)
def test_items_are_looked_for(ann: FlaskClient, asked: str, found: set[str]) -> None:
    page = ann.get(f"{BANK}?{asked}").text

    assert {each.id for each in ITEMS if f'href="{BANK}/{each.id}"' in page} == found
    assert ("찾는 문항이 없습니다." in page) is not found


def test_five_hundred_items_come_in_pages_and_cost_no_more_statements(
    app: Flask, ann: FlaskClient, publish: Publish
) -> None:
    with counted_queries(app) as few:
        ann.get(BANK)
    publish([*ITEMS, *(replace(ITEMS[0], id=f"z-{n:03}") for n in range(496))])

    with counted_queries(app) as many:
        page = ann.get(BANK).text
    assert len(many) == len(few)
    assert "문항 500개" in page
    assert page.count(f'href="{BANK}/') == 50
    assert f'href="{BANK}/z-495"' in ann.get(f"{BANK}?page=10").text


def test_an_item_s_page_costs_the_same_however_long_its_history(
    app: Flask, session: Session, ann: FlaskClient
) -> None:
    def change(n: int) -> None:
        ann.post(f"{ONE}/edit", data={"text": f"id: a-one\n# {n}\n", "was": str(n), "save": "1"})

    change(1)
    with counted_queries(app) as few:
        ann.get(ONE)
    for n in range(2, 8):
        change(n)
    with counted_queries(app) as many:
        page = ann.get(ONE)
    assert page.status_code == 200
    assert len(many) == len(few)


def test_the_page_shows_the_item_with_and_without_its_key(ann: FlaskClient) -> None:
    page = ann.get(f"{ONE}?lang=en").text

    shown, _, told = page.partition("정답과 풀이")
    assert "question a-one" in shown
    assert "reason b" not in shown
    assert "reason b" in told


@pytest.mark.parametrize(
    "kind",
    ["single", "multiple", "true-false", "numeric", "short-text", "cloze", "matching",
     "categorise", "ordering", "hotspot", "extended-text"],
)  # fmt: skip
def test_every_template_can_be_seen_at_once(ann: FlaskClient, kind: str) -> None:
    page = ann.get(f"{NEW_ITEM}?type={kind}&view=text")
    text = (
        unescape(page.text)
        .partition('name="text"')[2]
        .partition(">")[2]
        .partition("</textarea>")[0]
    )

    shown = ann.post(f"{NEW_ITEM}/rendered", data={"text": text})
    assert "고칠 것이 없습니다." in shown.text
    assert "응시자가 보는 모습" in shown.text


def test_a_text_is_shown_with_problems_and_lines_and_harmless(ann: FlaskClient) -> None:
    typed = NEW.replace("새로 쓴 문항", '"**굵게** <script>alert(1)</script>"').replace(
        "level: 2", "level: 9"
    )

    page = ann.post(f"{NEW_ITEM}/rendered", data={"text": typed.replace("\n", "\r\n")}).text
    assert "4째 줄" in page
    assert "must be a whole number" in unescape(page)
    good = ann.post(
        f"{NEW_ITEM}/rendered", data={"text": typed.replace("level: 9", "level: 1")}
    ).text
    assert "<strong>굵게</strong>" in good
    assert "<script" not in good


def test_a_status_in_the_text_is_a_problem(ann: FlaskClient) -> None:
    page = ann.post(f"{NEW_ITEM}/rendered", data={"text": NEW + "status: active\n"}).text

    assert "'status' is not written here" in unescape(page)


def test_an_item_written_in_a_form_goes_the_whole_way(
    session: Session, ann: FlaskClient, eun: FlaskClient
) -> None:
    made = ann.post(NEW_ITEM, data=FORM)
    assert made.location == f"{BANK}/a-form?saved=1"
    assert "양식으로 쓴 물음" in ann.get(f"{BANK}?status=draft").text
    ann.post(f"{BANK}/a-form/submit", data={"submit-number": "1", "submit-comment": "봐 주세요"})
    assert "봐 주세요" in eun.get(f"{BANK}/a-form").text
    assert "a-form" not in pool(session)

    review = {"review-number": "1", "review-use": "active", "review-comment": "좋습니다"}
    assert ann.post(f"{BANK}/a-form/approve", data=review).status_code == 403
    assert eun.post(f"{BANK}/a-form/approve", data=review).status_code == 303

    assert "a-form" in pool(session)
    assert row(session, "a-form").use is Use.ACTIVE


def test_a_form_and_its_text_are_the_same_item(session: Session, ann: FlaskClient) -> None:
    ann.post(NEW_ITEM, data=FORM)
    shown = ann.post(NEW_ITEM, data={**FORM, "show": "text", "save": ""} | {"preview": "1"})
    version = session.scalars(
        select(ItemVersion)
        .join(BankedItem, BankedItem.id == ItemVersion.item_id)
        .where(BankedItem.item_key == "a-form")
    ).one()

    assert version.data is not None
    assert [each["correct"] for each in version.data["options"]] == [True, False]
    assert [each["id"] for each in version.data["options"]] == ["a", "b"]
    assert version.written.strip() in unescape(shown.text)
    unchanged = {**FORM, "was": "1", "option.0.id": "a", "option.1.id": "b"}
    ann.post(f"{BANK}/a-form/edit", data=unchanged)
    assert row(session, "a-form").newest == 1


def test_what_a_form_does_not_show_is_kept(session: Session, ann: FlaskClient) -> None:
    ann.post(NEW_ITEM, data={"text": NEW + "enemies: [a-one]\n", "save": "1"})
    page = ann.get(f"{BANK}/a-new/edit").text
    assert "enemies" in unescape(page).partition('name="rest"')[2][:80]

    sent = {**FORM, "was": "1", "rest": '{"enemies": ["a-one"], "status": "active", "id": "z"}'}
    ann.post(f"{BANK}/a-new/edit", data=sent)
    version = session.scalars(select(ItemVersion).where(ItemVersion.number == 2)).one()
    assert version.data is not None
    assert version.data["enemies"] == ["a-one"]
    assert version.data["id"] == "a-new"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "글을 적어 주세요."),
        (NEW.replace("a-new", "a-one"), "이미 있는 문항의 이름"),
        ("stem: x", "이름(id)"),
        ("- 1", "이름(id)"),
    ],
)
def test_a_new_item_that_cannot_be_kept_keeps_what_was_typed(
    session: Session, ann: FlaskClient, text: str, words: str
) -> None:
    page = ann.post(NEW_ITEM, data={"text": text, "save": "1"})

    assert page.status_code == 422
    assert words in page.text
    assert text in unescape(page.text)
    assert session.query(BankedItem).count() == 4


def test_a_form_with_a_bad_name_keeps_every_field(ann: FlaskClient) -> None:
    page = ann.post(NEW_ITEM, data={**FORM, "id": "이름"})

    assert page.status_code == 422
    assert all(word in page.text for word in ("양식으로 쓴 물음", "틀리다", "Asked in a form"))


def test_another_s_text_is_shown_and_not_written_over(
    session: Session, ann: FlaskClient, eun: FlaskClient
) -> None:
    ann.post(NEW_ITEM, data={"text": NEW, "save": "1"})
    eun.post(f"{BANK}/a-new/edit", data={"text": NEW + "# 은의 글\n", "was": "1", "save": "1"})

    mine = {"text": NEW + "# 앤의 글\n", "was": "1", "save": "1"}
    clash = ann.post(f"{BANK}/a-new/edit", data=mine)
    assert clash.status_code == 409
    assert "은의 글" in clash.text
    assert "앤의 글" in clash.text
    assert row(session, "a-new").newest == 2
    assert ann.post(f"{BANK}/a-new/edit", data={**mine, "was": "2"}).status_code == 303


@pytest.mark.parametrize("was", ["", "x", "-1", "9" * 40])
def test_a_save_that_does_not_know_its_base_is_a_clash(ann: FlaskClient, was: str) -> None:
    assert ann.post(f"{ONE}/edit", data={"text": NEW, "was": was, "save": "1"}).status_code == 409


def test_a_copy_begins_under_a_name_that_is_free(ann: FlaskClient) -> None:
    page = ann.get(f"{NEW_ITEM}?from=a-one").text

    assert "문항 a-one" in page
    assert 'name="id" type="text" autocomplete="off" value="a-001"' in page


def test_what_is_said_when_something_does_not_fit(ann: FlaskClient, eun: FlaskClient) -> None:
    ann.post(NEW_ITEM, data={"text": NEW, "save": "1"})
    new = f"{BANK}/a-new"

    assert (
        eun.post(f"{new}/approve", data={"review-number": "1", "review-use": "active"}).status_code
        == 409
    )
    assert ann.post(f"{new}/submit", data={"submit-number": "x"}).status_code == 422
    assert ann.post(f"{new}/submit", data={"submit-number": "7"}).status_code == 409
    ann.post(f"{new}/submit", data={"submit-number": "1"})
    refused = eun.post(f"{new}/send-back", data={"review-number": "1", "review-comment": ""})
    assert refused.status_code == 422
    assert "무엇을 고쳐야 하는지" in refused.text
    assert (
        eun.post(f"{new}/approve", data={"review-number": "1", "review-use": "none"}).status_code
        == 422
    )
    assert ann.post(f"{new}/retire").status_code == 409
    assert ann.post(f"{new}/settle", data={"takes": "files"}).status_code == 409
    assert ann.post(f"{new}/put-away", data={"number": "9"}).status_code == 409
    assert ann.post(f"{ONE}/retire", data={}).status_code == 409


def test_an_item_sent_back_can_be_put_away(
    session: Session, ann: FlaskClient, eun: FlaskClient
) -> None:
    ann.post(NEW_ITEM, data={"text": NEW, "save": "1"})
    ann.post(f"{BANK}/a-new/submit", data={"submit-number": "1"})
    eun.post(f"{BANK}/a-new/send-back", data={"review-number": "1", "review-comment": "더 짧게"})
    assert "더 짧게" in ann.get(f"{BANK}/a-new").text

    ann.post(f"{BANK}/a-new/put-away", data={"number": "1"})
    item = row(session, "a-new")
    assert (item.use, item.stage) == (Use.RETIRED, Stage.NONE)


def test_the_files_that_come_out_are_the_bank_with_its_edits(
    session: Session, ann: FlaskClient, tmp_path, publish: Publish
) -> None:
    ann.post(NEW_ITEM, data={"text": NEW, "save": "1"})
    answer = ann.get(f"{BANK}.zip")
    with zipfile.ZipFile(BytesIO(answer.data)) as archive:
        archive.extractall(tmp_path)

    read = read_bank(tmp_path / "items")
    assert read.problems == ()
    assert read.bank is not None
    written = {item.id: item for item in read.bank.items}
    assert {key: item.status for key, item in written.items()} == {
        **{item.id: "active" for item in ITEMS}, "a-new": "draft",
    }  # fmt: skip
    assert publish(read.bank.items).contradictions == ()
    assert not row(session, "a-new").is_apart


def test_no_draft_and_no_key_reaches_a_trainee(
    session: Session, published: World, ann: FlaskClient, client_of: ClientOf
) -> None:
    ann.post(NEW_ITEM, data={"text": NEW, "save": "1"})
    ben = client_of(published.ben)
    exam = session.scalars(select(Exam)).one()
    started = ben.post(f"/runs/1/exams/{exam.key}/start")
    pages = [
        ben.get(started.location).text,
        ben.get("/runs/1/exams").text,
        ben.get("/search?q=새로").text,
    ]

    assert not any(
        secret in page for page in pages for secret in ("새로 쓴 문항", "비밀 까닭", "까닭 b")
    )


def test_a_running_attempt_keeps_its_items_while_they_change(
    session: Session, published: World, ann: FlaskClient, eun: FlaskClient, client_of: ClientOf
) -> None:
    ben = client_of(published.ben)
    started = ben.post("/runs/1/exams/mock/start").location
    before = ben.get(started).text
    for key in ("a-one", "a-two", "b-one", "b-two"):
        text = (
            session.scalars(
                select(ItemVersion)
                .join(BankedItem, BankedItem.id == ItemVersion.item_id)
                .where(BankedItem.item_key == key)
            )
            .one()
            .written
        )
        changed = text.replace(f"문항 {key}", "바뀐 물음")
        ann.post(f"{BANK}/{key}/edit", data={"text": changed, "was": "1", "save": "1"})
        ann.post(f"{BANK}/{key}/submit", data={"submit-number": "2"})
        eun.post(f"{BANK}/{key}/approve", data={"review-number": "2", "review-use": "active"})

    assert "바뀐 물음" not in ben.get(started).text
    assert before.count("문항 a-one") == ben.get(started).text.count("문항 a-one")
    other = client_of(published.ben)
    ben.post(f"{started}/hand-in", json={"last": {}}, headers={"Accept": "application/json"})
    again = other.post("/runs/1/exams/mock/start").location
    assert "바뀐 물음" in other.get(again).text


CSV = b"day,kg\n1,12.4\n"
TABLE = Attachment(
    "files/table.csv", {"ko": "표", "en": "Table"}, sha256(CSV).hexdigest(), len(CSV)
)


@pytest.fixture
def with_file(app: Flask, session: Session, world: World, publish: Publish) -> str:
    """The address of an item that carries a file."""
    keep_item_files(session, app.extensions["blobs"], "b", {TABLE.sha256: CSV}, at=NOW)
    publish([replace(ITEMS[0], attachments=(TABLE,)), *ITEMS[1:]])
    return f"{BANK}/a-one"


def test_an_item_shows_its_files_to_those_who_may_change_it(
    with_file: str, world: World, client_of: ClientOf, anonymous: FlaskClient
) -> None:
    browser = client_of(world.ann)

    assert f'href="{with_file}/files/1"' in browser.get(with_file).text
    assert browser.get(f"{with_file}/files/1").data == CSV
    assert browser.get(f"{with_file}/files/2").status_code == 404
    assert client_of(world.ben).get(f"{with_file}/files/1").status_code == 404
    assert anonymous.get(f"{with_file}/files/1").status_code == 404


def test_an_item_keeps_its_files_when_it_is_edited_either_way(
    with_file: str, session: Session, world: World, client_of: ClientOf
) -> None:
    browser = client_of(world.ann)
    form = browser.get(f"{with_file}/edit").text
    rest = unescape(form.split('name="rest" value="')[1].split('"')[0])
    sent = {**FORM, "id": "a-one", "rest": rest, "was": "1"}
    assert browser.post(f"{with_file}/edit", data=sent).status_code == 303
    text = browser.get(f"{with_file}/edit?view=text").text
    written = unescape(text.split("<textarea")[1].split(">", 1)[1].split("</textarea>")[0])

    again = {"text": f"{written.strip()}\n# mended\n", "was": "2", "save": "1"}
    assert browser.post(f"{with_file}/edit", data=again).status_code == 303

    session.expire_all()
    found = session.scalars(select(ItemVersion).order_by(ItemVersion.id.desc())).first()
    assert found is not None
    assert found.number == 3
    assert item_from(found.data or {}).attachments == (TABLE,)


def test_a_text_that_names_a_file_which_the_bank_does_not_have_cannot_go_to_a_review(
    with_file: str, world: World, client_of: ClientOf
) -> None:
    browser = client_of(world.ann)
    text = browser.get(f"{with_file}/edit?view=text").text
    written = unescape(text.split("<textarea")[1].split(">", 1)[1].split("</textarea>")[0])

    changed = {"text": written.replace(TABLE.sha256, "0" * 64), "was": "1", "save": "1"}
    browser.post(f"{with_file}/edit", data=changed)

    assert "the bank has no file" in browser.get(with_file).text
    assert browser.get(f"{with_file}/files/1").status_code == 404


def test_the_download_has_the_files_that_items_carry(
    with_file: str, world: World, client_of: ClientOf, tmp_path: Path
) -> None:
    packed = client_of(world.ann).get(f"{BANK}.zip").data
    zipfile.ZipFile(BytesIO(packed)).extractall(tmp_path)

    read = read_bank(tmp_path / "items")

    assert read.problems == ()
    assert read.bank is not None
    assert read.bank.items[0].attachments == (TABLE,)
    assert read.bank.files == {TABLE.sha256: CSV}
