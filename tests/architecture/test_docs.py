"""What the documents say of the program is so."""

import ast
import re
from pathlib import Path

import pytest

from hub_config.settings import MEBIBYTE, LabLimits

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("lms", "hub_config", "courses", "assessments")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
RECORDS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
VARIABLE = re.compile(r"BAEUM_[A-Z0-9_]*[A-Z0-9]")


def operating() -> str:
    return (ROOT / "docs" / "operating.md").read_text()


def variables_in_code() -> set[str]:
    modules = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    nodes = (node for path in modules for node in ast.walk(ast.parse(path.read_text())))
    words = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}  # fmt: skip
    return {word for word in words if VARIABLE.fullmatch(word)}


def rows_of_settings() -> dict[str, str]:
    """The variables of the tables with what stands in the next column."""
    rows = re.findall(r"^\| `(BAEUM_\w+)` \| ([^|]*) \|", operating(), re.MULTILINE)
    assert len(rows) == len(dict(rows)), "a variable stands in two rows"
    return dict(rows)


def test_every_variable_that_is_read_is_explained_and_no_other() -> None:
    explained = set(rows_of_settings())

    assert explained == variables_in_code()
    assert set(VARIABLE.findall(operating())) == explained


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("BAEUM_LAB_MEMORY_MB", LabLimits().memory // MEBIBYTE),
        ("BAEUM_LAB_PROCESSES", LabLimits().processes),
        ("BAEUM_LAB_FILE_MB", LabLimits().file_size // MEBIBYTE),
        ("BAEUM_LAB_DISK_MB", LabLimits().disk // MEBIBYTE),
        ("BAEUM_LAB_TMP_MB", LabLimits().tmp // MEBIBYTE),
    ],
)
def test_the_limits_of_a_lab_are_those_explained(variable: str, value: int) -> None:
    assert rows_of_settings()[variable] == f"`{value}`"


def test_decision_records_are_one_series_and_carry_their_numbers() -> None:
    numbers = [record.name[:4] for record in RECORDS]

    assert numbers == [f"{n:04}" for n in range(1, len(RECORDS) + 1)]
    for record in RECORDS:
        assert record.read_text().startswith(f"# {record.name[:4]} · "), record.name


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    text = re.sub(r"```.*?```|`[^`\n]*`", "", document.read_text(), flags=re.DOTALL)
    targets = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", text)

    assert [target for target in targets if not (document.parent / target).exists()] == []


def test_the_map_names_every_part_of_the_application() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text()
    parts = {path.stem for path in (ROOT / "lms").iterdir() if not path.name.startswith("_")}
    folders = {f"{path.name}/" for path in ROOT.iterdir() if (path / "__init__.py").exists()}

    assert {part for part in parts if f"`{part}`" not in text} == set()
    assert {folder for folder in folders if f"`{folder}`" not in text} == set()
