"""Writing banks out: a QTI 3 package, or a folder of our own format."""

import zipfile
from collections.abc import Sequence
from pathlib import Path

from assessments import variant_of
from assessments.formats.qti3_package import qti3_files
from assessments.formats.yaml_writer import bank_files
from assessments.model import Item
from lms.errors import Invalid
from lms.exams.services import render_text

DATE = (1980, 1, 1, 0, 0, 0)
"""No clock in the archive: the same items give the same bytes."""


class PlaceTaken(Invalid):
    """There is something already where the export would go."""

    code = "place_taken"


def export_qti3(out: Path, bank: str, items: Sequence[Item], language: str) -> None:
    """Write a QTI 3 package; an item that draws numbers is one variant of it. Raises PlaceTaken."""
    if out.exists():
        raise PlaceTaken(f"there is something already: {out}")
    chosen = language or next((code for item in items for code in item.stem), "ko")
    variants = [variant_of(item, item.id) for item in items]
    files = qti3_files(bank, variants, lambda text: render_text({chosen: text})[chosen], chosen)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in files.items():
            info = zipfile.ZipInfo(path, DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, text)


def export_yaml(out: Path, bank: str, items: Sequence[Item]) -> None:
    """Write a bank folder; raises PlaceTaken if the folder has something in it."""
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise PlaceTaken(f"there is something already: {out}")
    files = bank_files(bank, {"": bank}, items)
    out.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (out / name).write_text(text, encoding="utf-8")
