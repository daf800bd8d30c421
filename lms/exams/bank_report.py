"""What was found in banks and packages, as JSON for programs and as lines for people."""

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from assessments import key_of, texts_of
from assessments.formats.imported import ImportedItem
from assessments.model import Problem, text_in
from lms.exams.bank_sources import Found


def as_json(found: Found, *, with_items: bool, extra: Mapping[str, object] | None = None) -> str:
    """The findings as JSON; `with_items` adds every item with its text and key."""
    data: dict[str, Any] = _facts(found)
    if with_items:
        data["items_detail"] = [_detail(each) for each in found.items]
    return json.dumps(data | dict(extra or {}), ensure_ascii=False, indent=2)


def as_text(found: Found) -> str:
    """Every problem on a line of its own, then the counts."""
    facts = _facts(found)
    kinds = ", ".join(f"{count} {kind}" for kind, count in facts["by_type"].items())
    summary = f"{facts['items']} items ({kinds}), {facts['with_key']} with a key, and {found.tests} exams in {found.files} files"
    n_errors = sum(problem.severity == "error" for problem in found.problems)
    n_warnings = len(found.problems) - n_errors
    verdict = f"{summary}: {n_errors} errors, {n_warnings} warnings"
    return "\n".join([*map(_line, found.problems), verdict])


def _facts(found: Found) -> dict[str, Any]:
    kinds = Counter(each.item.type for each in found.items)
    return {
        "files": found.files,
        "items": len(found.items),
        "by_type": {kind: kinds[kind] for kind in sorted(kinds)},
        "with_key": sum(key_of(each.item) is not None for each in found.items),
        "tests": found.tests,
        "problems": [_problem(problem) for problem in found.problems],
    }


def _problem(problem: Problem) -> dict[str, str | None]:
    place = f"line {problem.line}: " if problem.line else ""
    hint = f" ({problem.hint})" if problem.hint else ""
    return {
        "file": problem.file,
        "item": problem.item,
        "code": problem.code,
        "severity": problem.severity,
        "message": f"{place}{problem.message}{hint}",
    }


def _detail(each: ImportedItem) -> dict[str, object]:
    texts = [text_in(text, "") for text in texts_of(each.item)]
    return {
        "file": each.file,
        "id": each.item.id,
        "type": each.item.type,
        "text": "\n\n".join(text for text in texts if text),
        "key": key_of(each.item),
    }


def _line(problem: Problem) -> str:
    place = problem.file if problem.line is None else f"{problem.file}:{problem.line}"
    item = f" [{problem.item}]" if problem.item else ""
    hint = f" ({problem.hint})" if problem.hint else ""
    return f"{place}: {problem.severity}: {problem.code}{item}: {problem.message}{hint}"
