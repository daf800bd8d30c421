"""Items → our own format: the files of a bank folder, as an author would write them."""

from collections.abc import Mapping, Sequence

import yaml

from assessments.fields import WORD
from assessments.formats.attachment_files import with_free_paths
from assessments.formats.notebook_files import SUFFIX
from assessments.formats.yaml_bank import BANK_FILE
from assessments.items import item_data
from assessments.items.notebook_task import Task
from assessments.model import Item, Text

USUAL: Mapping[str, object] = {
    "correct": False,
    "case_sensitive": False,
    "spaces": "collapse",
    "tolerance": "0",
    "words": 0,
    "clicks": 1,
    "hidden": False,
    "seconds": 10,
}
"""What need not be written, because it is so anyway."""

NO_TITLES: Mapping[str, Text] = {}


def bank_files(
    bank: str, title: Text, items: Sequence[Item], titles: Mapping[str, Text] = NO_TITLES
) -> dict[str, str]:
    """Give file name → text of a bank folder: the bank, and a file for each domain.

    What items carry goes beside them, at the paths that `attachment_paths` gives.

    The bank has every language that one of its texts has, and every domain that has a title
    or an item. Raises ValueError for a bank id that is no identifier.
    """
    if not WORD.fullmatch(bank):
        raise ValueError(f"no identifier: {bank!r}")
    languages = list(dict.fromkeys(code for item in items for code in item.stem)) or ["ko"]
    named = {code: title.get(code) or next(iter(title.values()), bank) for code in languages}
    items = with_free_paths(items)
    used = list(dict.fromkeys(item.domain for item in items))
    domains = [*titles, *(each for each in used if each not in titles)]
    head = {
        "bank": bank,
        "title": named,
        "domains": [
            {"id": each, "title": dict(titles.get(each) or dict.fromkeys(languages, each))}
            for each in domains
        ],
    }
    files = {BANK_FILE: _yaml(head)}
    for domain in used:
        listed = [_written(item) for item in items if item.domain == domain]
        files |= {
            f"{item.id}{SUFFIX}": item.body.notebook
            for item in items
            if item.domain == domain and isinstance(item.body, Task)
        }
        files[_file_of(domain)] = _yaml({"domain": domain, "items": listed})
    return files


def lean_yaml(data: Mapping[str, object]) -> str:
    """Give plain values as YAML, without what is empty or as usual."""
    return _yaml(_lean(data))


def _file_of(domain: str) -> str:
    name = f"{domain}.yml"
    return f"{domain}-items.yml" if name == BANK_FILE else name


def _written(item: Item) -> object:
    data = {name: value for name, value in item_data(item).items() if name != "domain"}
    if isinstance(item.body, Task):
        data["notebook"] = f"{item.id}{SUFFIX}"
        data.pop("released", None)
    if item.attachments:
        listed = [{"file": each.file, "title": dict(each.title)} for each in item.attachments]
        data["attachments"] = listed
    return _lean(data)


def _lean(value: object) -> object:
    """Without what is empty or as usual; what is a list keeps its order and length."""
    if isinstance(value, Mapping):
        found = {str(name): _lean(each) for name, each in value.items()}
        return {
            name: each
            for name, each in found.items()
            if each not in ("", {}, []) and not (name in USUAL and USUAL[name] == each)
        }
    if isinstance(value, list | tuple):
        return [_lean(each) for each in value]
    return value


def _yaml(data: object) -> str:
    return yaml.dump(data, Dumper=_Lines, allow_unicode=True, sort_keys=False, width=100)


class _Lines(yaml.SafeDumper):
    """Writes a text of several lines, such as code, line by line."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text.strip() else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style)


_Lines.add_representer(str, _text)
