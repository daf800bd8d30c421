"""`lms banks import` and `export`: files into a stored bank, and out again."""

import json
import zipfile
from pathlib import Path

from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.cli import lms
from lms.exams.file_models import ItemFile
from lms.exams.models import BankItem, ItemBank, ItemRevision
from lms.exams.queries import items_of_bank

GIFT = "::t::지구는 둥글다{T}\n\n::s::수도는?{=서울 ~부산}\n\n::e::써라{}\n"


def run(app: Flask, *words: str) -> Result:
    return CliRunner().invoke(lms, ["banks", *words], obj=lambda: app)


def gift(folder: Path, text: str = GIFT) -> str:
    path = folder / "a.gift"
    path.write_text(text, encoding="utf-8")
    return str(path)


def count(session: Session, table: type[BankItem] | type[ItemBank] | type[ItemRevision]) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_files_go_into_a_bank_as_drafts(app: Flask, session: Session, tmp_path: Path) -> None:
    result = run(app, "import", gift(tmp_path), "--bank", "mine", "--json")

    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert set(found) == {"files", "items", "by_type", "with_key", "tests", "problems"}
    assert (found["items"], found["with_key"]) == (3, 2)
    stored = items_of_bank(session, "mine")
    assert [(item.id, item.type, item.status) for item in stored] == [
        ("t", "true-false", "draft"),
        ("s", "single", "draft"),
        ("e", "extended-text", "draft"),
    ]
    assert session.scalars(select(ItemRevision.rendered)).first() is not None


def test_the_same_again_changes_nothing_and_a_change_is_a_new_revision(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    run(app, "import", gift(tmp_path), "--bank", "mine")
    again = run(app, "import", gift(tmp_path), "--bank", "mine")
    changed = run(app, "import", gift(tmp_path, GIFT.replace("부산", "대구")), "--bank", "mine")

    assert "0 new, 0 changed, 3 unchanged" in again.stdout
    assert "0 new, 1 changed, 2 unchanged" in changed.stdout
    assert (count(session, ItemBank), count(session, BankItem), count(session, ItemRevision)) == (
        1,
        3,
        4,
    )


def test_a_bad_file_never_stops_the_good_ones(app: Flask, session: Session, tmp_path: Path) -> None:
    (tmp_path / "bad.xml").write_text("<quiz><question>", encoding="utf-8")
    gift(tmp_path)

    result = run(app, "import", str(tmp_path), "--bank", "mine", "--json")

    assert result.exit_code == 1
    assert [problem["code"] for problem in json.loads(result.stdout)["problems"]] == ["bad-xml"]
    assert count(session, BankItem) == 3


def test_a_hostile_package_stores_nothing(app: Flask, session: Session, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bad.zip", "w") as archive:
        archive.writestr("a.gift", GIFT)
        archive.writestr("../b.gift", GIFT)

    result = run(app, "import", str(tmp_path / "bad.zip"), "--bank", "mine")

    assert result.exit_code == 1
    assert count(session, BankItem) == 0
    assert count(session, ItemRevision) == 0


def test_a_bank_needs_a_name_that_can_be_written(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    result = run(app, "import", gift(tmp_path), "--bank", "내 은행")

    assert result.exit_code != 0
    assert count(session, ItemBank) == 0


def test_a_text_that_no_page_can_show_is_named_and_left_out(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    deep = "::deep::[markdown]" + "> " * 400 + "x{T}\n\n"

    result = run(app, "import", gift(tmp_path, deep + GIFT), "--bank", "mine", "--json")

    assert [problem["code"] for problem in json.loads(result.stdout)["problems"]] == ["too-deep"]
    assert count(session, BankItem) == 3


def test_a_stored_bank_goes_out_as_a_package_that_can_be_read(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    run(app, "import", gift(tmp_path), "--bank", "mine")
    out = tmp_path / "mine.zip"

    written = run(app, "export", str(out), "--bank", "mine")
    read = run(app, "check", str(out), "--json")

    assert written.exit_code == 0, written.output
    assert json.loads(read.stdout)["by_type"] == {"extended-text": 1, "single": 1, "true-false": 1}
    assert json.loads(read.stdout)["with_key"] == 2


def test_files_go_out_as_a_folder_of_our_own_that_is_sound(app: Flask, tmp_path: Path) -> None:
    out = tmp_path / "items"

    written = run(app, "export", str(out), gift(tmp_path), "--as", "yaml", "--bank", "mine")
    checked = run(app, "check", str(out))

    assert written.exit_code == 0, written.output
    assert checked.exit_code == 0, checked.output
    assert "3 items" in checked.stdout


def test_what_is_there_already_is_not_written_over(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"mine")

    result = run(app, "export", str(tmp_path / "x.zip"), gift(tmp_path))

    assert result.exit_code != 0
    assert (tmp_path / "x.zip").read_bytes() == b"mine"


def test_what_items_carry_comes_in_and_goes_out_both_ways(app: Flask, tmp_path: Path) -> None:
    folder = Path(__file__).resolve().parents[3] / "content" / "ai-foundations" / "items"
    run(app, "import", str(folder), "--bank", "mine")
    ours, qti = tmp_path / "ours", tmp_path / "qti.zip"

    first = run(app, "export", str(ours), "--bank", "mine", "--as", "yaml")
    second = run(app, "export", str(qti), "--bank", "mine", "--language", "ko")

    assert (first.exit_code, second.exit_code) == (0, 0), first.output + second.output
    table = (folder / "files" / "greenhouse.csv").read_bytes()
    assert (ours / "files" / "greenhouse.csv").read_bytes() == table
    assert run(app, "check", str(ours)).exit_code == 0
    with zipfile.ZipFile(qti) as packed:
        (path,) = [name for name in packed.namelist() if name.endswith("greenhouse.csv")]
        assert packed.read(path) == table
        assert f'href="../{path}"' in packed.read("items/da-017.xml").decode()


MOODLE = """\
<quiz><question type="truefalse"><name><text>q1</text></name><questiontext format="html">
<text><![CDATA[<p><a href="@@PLUGINFILE@@/t.csv">표</a>를 보라.</p>]]></text>
<file name="t.csv" path="/" encoding="base64">ZGF5LGtnCg==</file></questiontext>
<answer fraction="100"><text>true</text></answer><answer fraction="0"><text>false</text></answer>
</question></quiz>
"""


def test_a_file_that_a_moodle_question_links_to_is_kept_and_goes_out_again(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    (tmp_path / "quiz.xml").write_text(MOODLE, encoding="utf-8")

    result = run(app, "import", str(tmp_path / "quiz.xml"), "--bank", "mine")
    run(app, "export", str(tmp_path / "out"), "--bank", "mine", "--as", "yaml")

    assert result.exit_code == 0, result.output
    assert [each.bank for each in session.scalars(select(ItemFile))] == ["mine"]
    assert (tmp_path / "out" / "q1" / "t.csv").read_bytes() == b"day,kg\n"
