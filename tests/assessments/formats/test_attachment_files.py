"""Files that items carry: read beside the bank, refused where they are not what they should be."""

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
import yaml

from assessments import explain, item_data, item_from, present, read_bank
from assessments.formats import attachment_files
from assessments.formats.attachment_files import attachment_paths, package_files
from assessments.formats.qti3_package import qti3_files
from assessments.formats.yaml_bank import ReadBank
from assessments.formats.yaml_item import ItemRules, item_text, read_item
from assessments.formats.yaml_writer import bank_files
from assessments.items import is_askable, is_for_lessons
from assessments.model import Attachment, Item, Label
from tests.assessments.samples import choice_item

CSV = b"day,kg\n1,12.4\n"
PNG = b"\x89PNG\r\n\x1a\n rest"
ITEM = """\
domain: a
items:
  - id: a-1
    type: true-false
    level: 1
    objective: 목표
    stem: 문항
    attachments:
      - {file: FILE, title: 표}
    answer: true
    rationale: 까닭
"""


def read(folder: Path, file: str = "files/table.csv", item: str = ITEM) -> ReadBank:
    (folder / "bank.yml").write_text(
        "bank: b\ntitle: {ko: 은행}\ndomains: [{id: a, title: {ko: 가}}]\n", encoding="utf-8"
    )
    (folder / "a.yml").write_text(item.replace("FILE", file), encoding="utf-8")
    return read_bank(folder)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A place for a bank, with a table, a picture that is none, and something beside it."""
    found = tmp_path / "course" / "items"
    (found / "files").mkdir(parents=True)
    (found / "files" / "table.csv").write_bytes(CSV)
    (found / "files" / "false.png").write_bytes(b"<svg/>")
    (found / "files" / "page.html").write_bytes(b"<p>")
    (tmp_path / "course" / "secret.csv").write_bytes(CSV)
    (found / "link.csv").symlink_to(tmp_path / "course" / "secret.csv")
    (found / "linked").symlink_to(tmp_path / "course")
    return found


def test_an_item_has_its_file_by_hash_and_the_bank_has_its_content(folder: Path) -> None:
    found = read(folder)

    assert found.problems == ()
    assert found.bank is not None
    (item,) = found.bank.items
    digest = sha256(CSV).hexdigest()
    assert item.attachments == (Attachment("files/table.csv", {"ko": "표"}, digest, len(CSV)),)
    assert found.bank.files == {digest: CSV}
    assert item_from(item_data(item)) == item
    assert is_askable(item)
    assert not is_for_lessons(item)


def test_candidates_learn_title_name_kind_and_size_and_nothing_else(folder: Path) -> None:
    found = read(folder)
    assert found.bank is not None
    (item,) = found.bank.items
    told = [
        {
            "number": 1,
            "title": "표",
            "name": "table.csv",
            "media_type": "text/csv",
            "size": len(CSV),
        }
    ]

    assert present(item, (), "ko")["attachments"] == told
    assert explain(item, None, (), "ko")["attachments"] == told
    assert "attachments" not in present(choice_item("x"), [Label("l", "a")], "ko")


@pytest.mark.parametrize(
    ("file", "code"),
    [
        ("files/none.csv", "missing-file"),
        ("files", "file-type"),
        ("files/page.html", "file-type"),
        ("files/false.png", "wrong-file-kind"),
        ("../secret.csv", "path-outside"),
        ("/etc/table.csv", "path-outside"),
        ("files//table.csv", "path-outside"),
        ("files\\table.csv", "path-outside"),
        ("link.csv", "symlink"),
        ("linked/secret.csv", "symlink"),
    ],
)
def test_what_is_no_file_of_the_bank_is_named_and_never_taken(
    folder: Path, file: str, code: str
) -> None:
    found = read(folder, file)

    assert [(each.code, each.line) for each in found.problems if each.severity == "error"] == [
        (code, 9)
    ]
    assert found.bank is not None
    assert found.bank.items == ()
    assert found.bank.files == {}


def test_files_that_are_too_large_alone_or_together_are_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attachment_files, "LARGEST", len(CSV) - 1)
    assert "file-too-large" in [each.code for each in read(folder).problems]

    monkeypatch.setattr(attachment_files, "LARGEST", len(CSV))
    monkeypatch.setattr(attachment_files, "MOST_BYTES", len(CSV) - 1)
    assert "file-too-large" in [each.code for each in read(folder).problems]


def test_an_item_carries_ten_files_at_most_and_each_has_a_title(folder: Path) -> None:
    one = "      - {file: FILE, title: 표}\n"
    many = read(folder, item=ITEM.replace(one, one * 11))
    untitled = read(folder, item=ITEM.replace(", title: 표", ""))

    assert "too-many-files" in [each.code for each in many.problems]
    assert "missing-text" in [each.code for each in untitled.problems]


def test_in_a_text_of_its_own_an_item_keeps_the_files_of_its_bank_and_no_others(
    folder: Path,
) -> None:
    found = read(folder)
    assert found.bank is not None
    (item,) = found.bank.items
    own, none = (
        ItemRules(("ko",), ("a",), files=files) for files in (frozenset(found.bank.files), ())
    )

    assert read_item(item_text(item), own, is_draft=False).item == item
    refused = read_item(item_text(item), none, is_draft=False)
    assert refused.item is None
    assert [each.code for each in refused.problems] == ["missing-file"]


def carrying(item_id: str, content: bytes) -> Item:
    attachment = Attachment(
        "files/t.csv", {"ko": "표", "en": "T & T"}, sha256(content).hexdigest(), len(content)
    )
    return replace(choice_item(item_id), attachments=(attachment,))


def test_our_own_files_keep_apart_what_shares_a_path(tmp_path: Path) -> None:
    items = [carrying("a-1", CSV), carrying("a-2", CSV), carrying("a-3", PNG)]
    other = sha256(PNG).hexdigest()

    paths = attachment_paths(items)
    written = yaml.safe_load(bank_files("b", {"ko": "은행"}, items)["a.yml"])

    assert paths == {"files/t.csv": sha256(CSV).hexdigest(), f"{other[:12]}/files/t.csv": other}
    assert [each["attachments"][0]["file"] for each in written["items"]] == [
        "files/t.csv",
        "files/t.csv",
        f"{other[:12]}/files/t.csv",
    ]
    assert set(written["items"][0]["attachments"][0]) == {"file", "title"}


def test_a_qti_package_links_to_the_files_it_has() -> None:
    items = [carrying("a-1", CSV)]
    (path,) = package_files(items)

    files = qti3_files("b", items, lambda text: text, "en")

    assert path.endswith("/t.csv")
    assert f'<a href="../{path}">T &amp; T</a>' in files["items/a-1.xml"]
    assert f'<file href="{path}"/>' in files["imsmanifest.xml"]
