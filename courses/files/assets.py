"""Files that pages show or offer, addressed by what they contain."""

from __future__ import annotations

import hashlib
import warnings
from io import BytesIO
from pathlib import PurePosixPath
from urllib.parse import quote

from PIL import Image

from courses.files.metadata import without_metadata
from courses.model import Asset, Problem, Severity
from courses.source import Folder, Unreadable

_MEDIA_TYPES = {
    ".png": "image/png",
    ".apng": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".jfif": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".svg": "image/svg+xml",
    ".mp4": "video/mp4",
    ".m4v": "video/mp4",
    ".webm": "video/webm",
    ".ogv": "video/ogg",
    ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
    ".ogg": "audio/ogg",
    ".wav": "audio/wav",
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
    ".md": "text/markdown",
    ".py": "text/x-python",
    ".json": "application/json",
    ".ipynb": "application/x-ipynb+json",
    ".pdf": "application/pdf",
    ".zip": "application/zip",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_TEXTS = frozenset(
    [
        "bash",
        "bat",
        "bib",
        "c",
        "cfg",
        "cc",
        "conf",
        "cpp",
        "cs",
        "css",
        "cu",
        "cxx",
        "dart",
        "go",
        "h",
        "hpp",
        "htm",
        "html",
        "ini",
        "java",
        "js",
        "jsx",
        "kt",
        "lock",
        "log",
        "lua",
        "m",
        "mjs",
        "php",
        "pl",
        "ps1",
        "r",
        "rb",
        "rmd",
        "rs",
        "rst",
        "scala",
        "sh",
        "sql",
        "swift",
        "tex",
        "toml",
        "ts",
        "tsx",
        "txt",
        "vue",
        "xml",
        "yaml",
        "yml",
    ]
)
_PROGRAMS = frozenset(
    [
        "apk",
        "app",
        "bin",
        "cmd",
        "com",
        "cpl",
        "dll",
        "dmg",
        "exe",
        "hta",
        "iso",
        "jar",
        "lnk",
        "msi",
        "pif",
        "reg",
        "scr",
        "vbe",
        "vbs",
        "wsf",
        "xll",
    ]
)
_MAGIC = {
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/gif": (b"GIF87a", b"GIF89a"),
    "image/webp": (b"RIFF",),
}
_UNPACKED = ("PNG", "JPEG", "GIF", "WEBP")
_LARGE_FILE_POINTER = b"version https://git-lfs.github.com/"


def media_type_of(path: str) -> str | None:
    """The media type we serve a file under; None for programs, which we do not serve."""
    suffix = PurePosixPath(path).suffix.lower()
    known = _MEDIA_TYPES.get(suffix)
    if known:
        return known
    name = suffix.removeprefix(".")
    if name in _TEXTS or not name:
        return "text/plain"
    return None if name in _PROGRAMS else "application/octet-stream"


def is_what_it_says(media_type: str, data: bytes) -> bool:
    """Tell whether a picture's first bytes fit its media type."""
    if media_type == "image/svg+xml":
        return b"<svg" in data[:4096]
    return data.startswith(_MAGIC.get(media_type, (b"",)))


def is_boundless(media_type: str, data: bytes) -> bool:
    """Tell whether a picture, unpacked, would fill the memory of whoever shows it."""
    if media_type not in _MAGIC:
        return False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            Image.open(BytesIO(data), formats=_UNPACKED).close()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return True
    except Exception:  # noqa: BLE001  # what cannot be read at all is told elsewhere
        return False
    return False


def make_asset(path: str, media_type: str, data: bytes) -> Asset:
    """The asset for some bytes; a picture goes without what it says about its maker."""
    shown = without_metadata(media_type, data)
    return Asset(path, hashlib.sha256(shown).hexdigest(), media_type, shown)


def asset_url(asset: Asset) -> str:
    """Where the page finds the asset."""
    return f"/assets/{asset.sha256}/{quote(PurePosixPath(asset.path).name)}"


class AssetShelf:
    """The files of a folder that pages show or offer; each is read once."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._found: dict[str, tuple[Asset | None, Problem | None]] = {}

    def get(self, place: str) -> tuple[Asset | None, Problem | None]:
        """The asset for a file, and what is wrong with the file; the Problem names no page."""
        if place not in self._found:
            self._found[place] = self._read(place)
        return self._found[place]

    def _read(self, place: str) -> tuple[Asset | None, Problem | None]:
        media_type = media_type_of(place)
        if media_type is None:
            return None, _problem("unsafe-file", place, f"{place} is a program and is not offered")
        try:
            data = self._folder.read_bytes(place)
        except Unreadable as error:
            return None, error.problem
        fault = _fault_of(place, media_type, data)
        if fault:
            return None, fault
        if is_what_it_says(media_type, data):
            return make_asset(place, media_type, data), None
        message = f"{place} is not {media_type}"
        other = next((kind for kind in _MAGIC if is_what_it_says(kind, data)), None)
        if other is None:
            return None, _problem("wrong-file-kind", place, message)
        problem = _problem("wrong-file-kind", place, f"{message} but {other}", severity="warning")
        return make_asset(place, other, data), problem


def _fault_of(place: str, media_type: str, data: bytes) -> Problem | None:
    """Why a file is not offered whatever it is named."""
    if data.startswith(_LARGE_FILE_POINTER):
        return _problem("lfs-pointer", place, f"{place} was not fetched from Git LFS")
    if is_boundless(media_type, data):
        return _problem("too-many-pixels", place, f"{place} has too many pixels")
    return None


def _problem(code: str, file: str, message: str, *, severity: Severity = "error") -> Problem:
    return Problem(severity, code, file, None, message)
