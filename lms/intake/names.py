"""Names of files in an archive: which are left out, which are refused, and why."""

import re
import unicodedata

from flask_babel import gettext

from lms.intake.errors import BadArchive

MAX_NAME_BYTES = 255
MAX_PATH = 1000

_LEFT_OUT = frozenset({"__macosx", "thumbs.db", "desktop.ini"})
_DEVICE = re.compile(
    r"(?:con|prn|aux|nul|clock\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?\Z", re.IGNORECASE
)
_DRIVE = re.compile(r"[A-Za-z]:")


def decoded(raw: bytes, *, is_utf8: bool) -> str:
    """The name as its author saw it: UTF-8, else the Korean code page, else the old American one."""
    for encoding in ("utf-8", "cp949"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            if is_utf8:
                break
    if is_utf8:
        raise BadArchive(gettext("파일 이름을 읽을 수 없습니다: %(name)s", name=repr(raw)[2:60]))
    return raw.decode("cp437")


def checked(name: str) -> str | None:
    """The path with `/` between its parts, None for what is left out; raises BadArchive."""
    path = unicodedata.normalize("NFC", name.replace("\\", "/")).removesuffix("/")
    parts = path.split("/")
    if _is_absolute(path) or any(part in {"", ".", ".."} for part in parts):
        raise _refused(gettext("폴더 밖으로 나가는 이름입니다: %(name)s", name=shown(name)))
    if not all(map(_is_printable, parts)) or len(path) > MAX_PATH:
        raise _refused(gettext("쓸 수 없는 파일 이름입니다: %(name)s", name=shown(name)))
    if any(_DEVICE.match(part) for part in parts):
        raise _refused(gettext("컴퓨터 장치의 이름을 쓴 파일입니다: %(name)s", name=shown(name)))
    if any(part.lower() in _LEFT_OUT or part.startswith(".") for part in parts):
        return None
    return path


def same_name(path: str) -> str:
    """What two paths share that some computers cannot tell apart."""
    return unicodedata.normalize("NFC", path).casefold()


def shown(name: str) -> str:
    """A name as it may stand in a sentence: short and without control characters."""
    return "".join(c if c.isprintable() else "�" for c in name)[:80]


def _is_absolute(path: str) -> bool:
    return path.startswith("/") or _DRIVE.match(path) is not None


def _is_printable(part: str) -> bool:
    try:
        size = len(part.encode())
    except UnicodeEncodeError:
        return False
    return part.isprintable() and size <= MAX_NAME_BYTES


def _refused(sentence: str) -> BadArchive:
    return BadArchive(sentence)
