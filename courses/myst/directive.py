"""A MyST directive: its name, argument, options and text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import yaml

from courses.myst.families import family_of

_OPTION = re.compile(r"^:(?P<name>[A-Za-z][\w-]*):(?:[ \t]+(?P<value>.*))?$")
_ALIASES = {
    "code": "code-block",
    "sourcecode": "code-block",
    "code-cell": "code-block",
    "dropdown": "details",
    "grid-item-card": "card",
    "card-carousel": "grid",
    "sidebar": "aside",
    "margin": "aside",
    "topic": "aside",
    "toc": "toctree",
    "tableofcontents": "toctree",
    "tabbed": "tab-item",
    "tabs": "tab-set",
    "tab": "tab-item",
    "pull-quote": "blockquote",
    "epigraph": "blockquote",
    "highlights": "blockquote",
    "container": "div",
    "acks": "div",
    "panels": "grid",
    "link-button": "button",
    "button-link": "button",
    "button-ref": "button",
    "youtube": "video",
    "vimeo": "video",
    "iframe": "video",
    "image-directive": "image",
    "thebe-button": "dropped",
    "caution-note": "caution",
}


@dataclass
class Directive:
    """One directive of a text; ``line`` counts from 1 in that text."""

    name: str
    argument: str
    line: int
    marks: str = "```"
    written: str = ""
    options: dict[str, str] = field(default_factory=dict)
    body: list[str] = field(default_factory=list)
    kind: str = ""
    number: int = 0
    mark: int = -1

    @property
    def label(self) -> str:
        """The name other places refer to it by, or nothing."""
        return self.options.get("label") or self.options.get("name") or ""

    @property
    def classes(self) -> str:
        """The classes its author gave it."""
        return self.options.get("class", "")

    @property
    def text(self) -> str:
        """The lines of a directive whose text is not Markdown."""
        return "\n".join(self.body)

    def take_options(self) -> None:
        """Take the options, and one blank line after them, out of the body."""
        self.options, taken = take_options(self.body)
        body = self.body[taken:]
        self.body = body[1:] if taken and body and not body[0].strip() else body


def new_directive(name: str, argument: str, line: int, marks: str) -> Directive:
    """A directive under the name we know it by; prf and proof are the same domain."""
    plain = name.lower()
    if plain.startswith("proof:"):
        plain = f"prf:{plain.removeprefix('proof:')}"
    return Directive(_ALIASES.get(plain) or family_of(plain), argument.strip(), line, marks, name)


def take_options(lines: list[str]) -> tuple[dict[str, str], int]:
    """Options at the top of a directive, as ``:key: value`` or YAML, and the lines they take."""
    if lines and lines[0].strip() == "---":
        return _yaml_options(lines)
    options: dict[str, str] = {}
    taken = 0
    for line in lines:
        match = _OPTION.match(line.strip())
        if match is None:
            break
        options[match["name"].lower()] = _unquoted((match["value"] or "").strip())
        taken += 1
    return options, taken


def _yaml_options(lines: list[str]) -> tuple[dict[str, str], int]:
    end = next((n for n, line in enumerate(lines[1:], 1) if line.strip() == "---"), 0)
    if not end:
        return {}, 0
    try:
        values = yaml.safe_load("\n".join(lines[1:end]))
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}, end + 1
    if not isinstance(values, dict):
        return {}, end + 1
    return {str(k).lower(): _as_text(v) for k, v in values.items()}, end + 1


def _as_text(value: object) -> str:
    if value is None or isinstance(value, (dict, list)):
        return ""
    return str(value)


def _unquoted(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] == '"' else value
