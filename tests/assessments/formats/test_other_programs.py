"""Packages that other programs wrote from questions of our own become exams."""

import zipfile
from decimal import Decimal
from pathlib import Path

from assessments.formats.foreign_exam import exam_of_test
from assessments.formats.imported import Imported
from assessments.formats.package import PackageReader
from assessments.model import Exam

PACKAGES = Path(__file__).parent / "packages"


def read(name: str) -> tuple[Imported, Exam]:
    with zipfile.ZipFile(PACKAGES / name) as archive:
        contents = {each: archive.read(each) for each in archive.namelist()}
    imported = PackageReader(contents, name).read()
    [test] = imported.tests
    found = exam_of_test(test).found
    assert found is not None
    return imported, found.exam


def test_a_quiz_of_text2qti_has_its_group_points_and_mixed_options() -> None:
    imported, exam = read("text2qti.zip")

    assert [each.item.type for each in imported.items] == ["single", "multiple", "single", "single"]
    assert [each.count for each in exam.blueprint.demands] == [2, 1]
    assert sorted(exam.blueprint.points.values()) == [Decimal(2), Decimal(3), Decimal(3)]
    assert exam.shuffles_options
    [problem] = imported.problems
    assert "one-way navigation" in problem.message


def test_a_pool_of_qti_package_maker_is_asked_in_its_order() -> None:
    imported, exam = read("qti-package-maker.zip")

    assert imported.problems == ()
    kinds = ["single", "multiple", "numeric", "ordering"]
    assert [each.item.type for each in imported.items] == kinds
    [demand] = exam.blueprint.demands
    assert demand.part is not None
    assert demand.part.items == tuple(each.item.id for each in imported.items)
    assert exam.title == {"en": "sample"}
