"""YAML text → entries with lines; every scalar stays as it was written.

An option whose text is `True`, `007` or `1.50` must reach the candidate so.
"""

from pathlib import Path

import yaml

from assessments.fields import Entry, Report
from assessments.model import Problem

DEEPEST = 20


def read_entry(path: Path, report: Report) -> Entry | None:
    """Read a YAML file; None if it cannot be read, which is then in the report."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        _note(report, "unreadable", f"the file cannot be read as UTF-8 text: {error}", None)
        return None
    return parse_entry(text, report)


def parse_entry(text: str, report: Report) -> Entry | None:
    """Parse YAML text; None if it is not YAML, which is then in the report."""
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = None if error.problem_mark is None else error.problem_mark.line + 1
        _note(report, "bad-yaml", f"not valid YAML: {error.problem or error}", line)
        return None
    except (yaml.YAMLError, RecursionError) as error:
        _note(report, "bad-yaml", f"not valid YAML: {error}", None)
        return None
    if node is None:
        _note(report, "empty", "the file is empty", None)
        return None
    return _Builder(report).build(node, 0)


class _Builder:
    """Turns nodes into entries; refuses aliases, which can make a small file huge."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.seen: set[int] = set()

    def build(self, node: yaml.Node, depth: int) -> Entry:
        line = node.start_mark.line + 1
        if isinstance(node, yaml.ScalarNode):
            return Entry(str(node.value), line)
        if id(node) in self.seen or depth > DEEPEST:
            _note(self.report, "yaml-alias", "aliases and deep nesting are not read", line)
            return Entry("", line)
        self.seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            return Entry(tuple(self.build(each, depth + 1) for each in node.value), line)
        return self._mapping(node, depth, line)

    def _mapping(self, node: yaml.Node, depth: int, line: int) -> Entry:
        found: dict[str, Entry] = {}
        for key, value in node.value:
            name = str(key.value) if isinstance(key, yaml.ScalarNode) else "?"
            if name in found:
                place = key.start_mark.line + 1
                _note(self.report, "key-repeated", f"'{name}' stands here twice", place)
            found[name] = self.build(value, depth + 1)
        return Entry(found, line)


def _note(report: Report, code: str, message: str, line: int | None) -> None:
    report.problems.append(Problem("error", code, report.file, None, line, message))
