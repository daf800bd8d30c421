"""Files that pages show or offer, addressed by what they contain."""

from __future__ import annotations

import hashlib
from pathlib import PurePosixPath
from urllib.parse import quote

from courses.model import Asset

_MEDIA_TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".svg": "image/svg+xml",
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
    ".txt": "text/plain",
    ".md": "text/markdown",
    ".py": "text/x-python",
    ".json": "application/json",
    ".ipynb": "application/x-ipynb+json",
    ".pdf": "application/pdf",
    ".zip": "application/zip",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_MAGIC = {
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/gif": (b"GIF87a", b"GIF89a"),
    "image/webp": (b"RIFF",),
}


def media_type_of(path: str) -> str | None:
    """The media type we serve a file under; None for kinds we do not serve."""
    return _MEDIA_TYPES.get(PurePosixPath(path).suffix.lower())


def is_what_it_says(media_type: str, data: bytes) -> bool:
    """Tell whether a picture's first bytes fit its file name."""
    if media_type == "image/svg+xml":
        return b"<svg" in data[:4096]
    return data.startswith(_MAGIC.get(media_type, (b"",)))


def make_asset(path: str, media_type: str, data: bytes) -> Asset:
    """The asset for some bytes."""
    return Asset(path, hashlib.sha256(data).hexdigest(), media_type, data)


def asset_url(asset: Asset) -> str:
    """Where the page finds the asset."""
    return f"/assets/{asset.sha256}/{quote(PurePosixPath(asset.path).name)}"
