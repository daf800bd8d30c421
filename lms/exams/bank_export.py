"""Writing banks out: a QTI 3 package, or a folder of our own format."""

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from assessments import variant_of
from assessments.formats.attachment_files import attachment_paths, package_files
from assessments.formats.qti3_package import qti3_files
from assessments.formats.yaml_writer import bank_files
from assessments.model import Item
from lms.errors import Invalid
from lms.exams.services import render_text
from lms.storage import BlobStore

DATE = (1980, 1, 1, 0, 0, 0)
"""No clock in the archive: the same items give the same bytes."""


class PlaceTaken(Invalid):
    """There is something already where the export would go."""

    code = "place_taken"


def contents_of(storage: BlobStore, items: Sequence[Item]) -> dict[str, bytes]:
    """What stored items carry, by hash; raises MissingBlob."""
    return {each.sha256: storage.get(each.sha256) for item in items for each in item.attachments}


def export_qti3(
    out: Path, bank: str, items: Sequence[Item], language: str, contents: Mapping[str, bytes]
) -> None:
    """Write a QTI 3 package with what the items carry; raises PlaceTaken.

    An item that draws numbers is one variant of it.
    """
    if out.exists():
        raise PlaceTaken(f"there is something already: {out}")
    chosen = language or next((code for item in items for code in item.stem), "ko")
    variants = [variant_of(item, item.id) for item in items]
    texts = qti3_files(bank, variants, lambda text: render_text({chosen: text})[chosen], chosen)
    files: dict[str, str | bytes] = {**texts}
    files |= {path: contents[sha256] for path, sha256 in package_files(items).items()}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in files.items():
            info = zipfile.ZipInfo(path, DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, text)


def export_yaml(out: Path, bank: str, items: Sequence[Item], contents: Mapping[str, bytes]) -> None:
    """Write a bank folder with what the items carry; raises PlaceTaken if it is not empty."""
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise PlaceTaken(f"there is something already: {out}")
    files = bank_files(bank, {"": bank}, items)
    out.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (out / name).write_text(text, encoding="utf-8")
    for path, sha256 in attachment_paths(items).items():
        (out / path).parent.mkdir(parents=True, exist_ok=True)
        (out / path).write_bytes(contents[sha256])
