"""One item as a text of its own: read with every problem, written, and templates to begin with."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from assessments.fields import Entry, Fields, Report
from assessments.formats.yaml_bank import note_lesson
from assessments.formats.yaml_source import parse_entry
from assessments.formats.yaml_writer import lean_yaml
from assessments.items import TYPES, item_data, parse_item
from assessments.items.notebook_task import NotebookTask
from assessments.model import Item, Problem

OWN_STATUS = "status"
Words = Callable[[str, str], dict[str, str]]


@dataclass(frozen=True, slots=True)
class ItemRules:
    """What a bank demands of an item: languages, domains, and lessons of its course if known.

    `files` are the hashes of what its items carry: others cannot be named in a text.
    """

    languages: tuple[str, ...]
    domains: tuple[str, ...]
    lessons: Collection[str] | None = None
    files: Collection[str] | None = None


@dataclass(frozen=True, slots=True)
class ReadItem:
    """An item as far as it could be read; `id` and `type` are as written, even beside errors."""

    item: Item | None
    problems: tuple[Problem, ...]
    id: str = ""
    type: str = ""


def read_item(text: str, rules: ItemRules, *, is_draft: bool, file: str = "") -> ReadItem:
    """Read the text of one item, which names its domain and has no status; nothing raises.

    A draft may do without objective and rationales.
    """
    report = Report(file)
    entry = parse_entry(text, report)
    if entry is None or not isinstance(entry.value, Mapping):
        if entry is not None:
            Fields(entry, report).problem("wrong-type", "an item is a mapping of fields")
        return ReadItem(None, tuple(report.problems))
    head = Fields(entry, report, rules.languages)
    if (status := head.get(OWN_STATUS)) is not None:
        hint = "take the line out: the review decides whether an item is in use"
        head.problem("status-not-here", "'status' is not written here", at=status, hint=hint)
    if _written(entry.value, "type") == NotebookTask.name:
        hint = "change its notebook and its item in the course's files, and publish them"
        head.problem("only-in-files", "an item with a notebook is written in files", hint=hint)
    domain = head.one_of("domain", rules.domains)
    status_here = Entry("draft" if is_draft else "active", entry.line)
    fields = Fields(Entry({**entry.value, OWN_STATUS: status_here}, entry.line), report)
    fields.languages = rules.languages
    item = parse_item(fields, domain)
    note_lesson(fields, rules.lessons)
    _note_files(fields, item, rules.files)
    shown = item if item and not report.has_errors else None
    return ReadItem(
        replace(shown, status="active") if shown else None,
        tuple(report.problems),
        _written(entry.value, "id"),
        _written(entry.value, "type"),
    )


def _note_files(fields: Fields, item: Item | None, known: Collection[str] | None) -> None:
    if item is None or known is None:
        return
    for each in item.attachments:
        if each.sha256 not in known:
            hint = (
                "keep the lines of attachments as they are; new ones come with the course's files"
            )
            message = f"the bank has no file {each.file!r} with this content"
            fields.problem("missing-file", message, at=fields.get("attachments"), hint=hint)


def item_text(item: Item) -> str:
    """Give the item as its author may go on writing it: everything but its status."""
    return data_text(item_data(item))


def data_text(data: Mapping[str, object]) -> str:
    """The same for plain values, which need not make an item."""
    return lean_yaml({name: value for name, value in data.items() if name != OWN_STATUS})


def template_of(kind: str, languages: Sequence[str], domain: str) -> dict[str, object]:
    """Give plain values of an item of a type to begin with; what is to be replaced says so."""
    words = _words(languages)
    return {
        "id": "",
        "type": kind,
        "domain": domain,
        "level": 1,
        "objective": words("무엇을 할 수 있는지 적으세요.", "Say what one can do."),
        "stem": words("무엇을 묻는지 적으세요.", "Write what is asked."),
        **(_BODIES[kind](words) if kind in _BODIES else {}),
    }


def _written(value: Mapping[str, Entry], name: str) -> str:
    entry = value.get(name)
    return entry.value if entry is not None and isinstance(entry.value, str) else ""


def _words(languages: Sequence[str]) -> Words:
    def say(korean: str, english: str) -> dict[str, str]:
        return {code: korean if code == "ko" else english for code in languages}

    return say


def _options(words: Words, right: str) -> dict[str, object]:
    return {
        "options": [
            {
                "id": each,
                "correct": each in right,
                "text": words(f"선택지 {each}", f"Option {each}"),
                "rationale": _why(words),
            }
            for each in "abcd"
        ]
    }


def _why(words: Words) -> dict[str, str]:
    return words("까닭을 적으세요.", "Say why.")


def _part(words: Words, name: str, **more: str) -> dict[str, object]:
    return {"id": name, "text": words(f"글 {name}", f"Text {name}"), **more}


def _cloze(words: Words) -> dict[str, object]:
    gap = {"id": "city", "kind": "text", "answers": ["서울", "Seoul"], "rationale": _why(words)}
    stem = words("한국의 수도는 {{city}}이다.", "The capital of Korea is {{city}}.")
    return {"stem": stem, "gaps": [gap]}


def _matching(words: Words) -> dict[str, object]:
    premises = [_part(words, f"p{each}", match=f"t{each}") for each in "12"]
    return {"premises": premises, "targets": [_part(words, f"t{each}") for each in "123"]}


def _categorise(words: Words) -> dict[str, object]:
    entries = [_part(words, f"e{each}", category=f"c{each}") for each in "12"]
    return {"entries": entries, "categories": [_part(words, f"c{each}") for each in "12"]}


def _hotspot(words: Words) -> dict[str, object]:
    return {
        "image": "picture.png",
        "alt": words("그림에 보이는 것", "What the picture shows"),
        "width": 640,
        "height": 480,
        "areas": [{"id": "a1", "shape": "rect", "coords": [10, 10, 100, 100]}],
        "rationale": _why(words),
    }


def _code(words: Words) -> dict[str, object]:
    start = "def double(n):\n"
    test = {"name": "two", "code": "assert double(2) == 4"}
    return {
        "starter": f"{start}    pass\n",
        "tests": [test, {"name": "zero", "hidden": True, "code": "assert double(0) == 0"}],
        "solution": f"{start}    return 2 * n\n",
        "rationale": _why(words),
    }


_BODIES: Mapping[str, Callable[[Words], dict[str, object]]] = {
    "single": lambda words: _options(words, "a"),
    "multiple": lambda words: _options(words, "ab"),
    "true-false": lambda words: {"answer": True, "rationale": _why(words)},
    "numeric": lambda words: {"answer": "1", "tolerance": "0", "rationale": _why(words)},
    "short-text": lambda words: {
        "answers": [{"text": "답", "credit": 100}],
        "rationale": _why(words),
    },
    "cloze": _cloze,
    "matching": _matching,
    "categorise": _categorise,
    "ordering": lambda words: {
        "entries": [_part(words, f"e{each}") for each in "123"],
        "rationale": _why(words),
    },
    "hotspot": _hotspot,
    "code": _code,
    "extended-text": lambda words: {
        "rubric": [{**_part(words, "r1"), "points": 1}],
        "model_answer": words("모범 답안", "A model answer"),
    },
}
TEMPLATES: tuple[str, ...] = tuple(kind for kind in TYPES if kind in _BODIES)
"""The types that there are templates for."""
