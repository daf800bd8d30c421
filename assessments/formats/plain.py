"""Plain words → Markdown that shows exactly these words."""

import re

TEX = re.compile(r"(\\\(.{1,500}?\\\)|\\\[.{1,500}?\\\]|\$\$.{1,500}?\$\$)", re.DOTALL)
"""Formulas, which stay as they are."""
ENTITY = re.compile(r"&(?=#?[A-Za-z0-9]{1,31};)")
TAG = re.compile(r"<(?=[A-Za-z/!?])")
STAR = re.compile(r"(?<!\s)\*|\*(?!\s|$)")
UNDERSCORES = re.compile(r"_+")
TILDE = re.compile(r"(?<![0-9A-Za-z가-힣])~(?=\S)|~(?=~)|(?<=~)~")
EMOJI = re.compile(r":(?=[a-z0-9_+-]{1,30}:)(?<![0-9]:)")
BACKSLASH = re.compile(r"\\(?=[!-/:-@\[-`{-~])")
LINE_STARTS = re.compile(
    r"^(\s*)([#>|+-](?=\s)|\*(?=\s|$)|#(?=#)|[=-]{2,}\s*$|`{3}|~{3})", re.MULTILINE
)
NUMBERED = re.compile(r"^(\s*[0-9]{1,9})([.)])(?=\s)", re.MULTILINE)
BLANKS_ALONE = re.compile(r"^\s*_{3,}\s*$", re.MULTILINE)


def as_markdown(text: str) -> str:
    """Give Markdown that renders as the text; formulas in TeX between their marks stay formulas."""
    pieces = TEX.split(text)
    escaped = [piece if number % 2 else _escaped(piece) for number, piece in enumerate(pieces)]
    joined = "".join(escaped)
    joined = BLANKS_ALONE.sub(lambda found: found[0].replace("_", "\\_"), joined)
    joined = LINE_STARTS.sub(r"\1\\\2", joined)
    return NUMBERED.sub(r"\1\\\2", joined)


def lines_as_markdown(text: str) -> str:
    """Give Markdown of plain text whose line breaks mean something."""
    lines = [line.strip() for line in as_markdown(text).strip().splitlines()]
    joined = ""
    for line in lines:
        between = "\n\n" if not line or joined.endswith("\n\n") else "  \n"
        joined = joined.rstrip(" \n") + between + line if joined else line
    return re.sub(r"\n{3,}", "\n\n", joined).strip()


def _escaped(text: str) -> str:
    text = BACKSLASH.sub(r"\\\\", text)
    text = TAG.sub("&lt;", ENTITY.sub("&amp;", text))
    text = text.replace("`", "\\`").replace("](", "]&#40;").replace("{{", "{&#123;")
    text = TILDE.sub(r"\\~", EMOJI.sub("&#58;", text))
    return UNDERSCORES.sub(_underscores, STAR.sub(r"\\*", text))


def _underscores(found: re.Match[str]) -> str:
    before = found.string[found.start() - 1 : found.start()]
    after = found.string[found.end() : found.end() + 1]
    is_inside = before.isalnum() and after.isalnum()
    is_blank = (
        len(found[0]) > 1 and not before.strip() and not after.isalnum() and after not in "(["
    )
    return found[0] if is_inside or is_blank else found[0].replace("_", "\\_")
