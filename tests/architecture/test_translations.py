"""Whatever people read is there in every language."""

import ast
import re
from collections.abc import Collection, Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from flask import Flask
from jinja2 import Environment, nodes

from tests.translations import ROOT, catalogues, key, read, sentences

HANGUL = re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|\{\w+\}")
PARTICLE = re.compile(r"(?:%\(\w+\)[sd]|\})(?:은|는|이|가|을|를|과|와|로|으로|아|야)(?![가-힣])")
GETTEXT = frozenset(
    {"_", "gettext", "ngettext", "pgettext", "_l", "lazy_gettext", "lazy_pgettext", "lazy_ngettext"}
)
SOURCES = sorted((ROOT / "lms").rglob("*.py"))
TEMPLATES = sorted(
    path for path in (ROOT / "lms").rglob("templates/**/*") if path.suffix in {".html", ".txt"}
)
HUB_SOURCES = sorted((ROOT / "hub_config").rglob("*.py"))
HUB_TEMPLATES = sorted((ROOT / "hub_config/templates").glob("*.html"))
SCRIPTS = sorted((ROOT / "lms").rglob("static/**/*.js"))
ALLOWED = {
    "hub_config/lab/delivery.py": "what a second copy of a file is called in its reader's folder",
    "hub_config/lab/overview.py": "has both languages side by side",
    "hub_config/lab/pages.py": "has both languages side by side",
    "hub_config/templates/page.html": "the title names the lab in both languages",
    "lms/accounts/demo.py": "the names of demo people",
    "lms/accounts/passwords.py": "passwords that too many people use",
    "lms/accounts/people_csv.py": "the words of columns and roles that a file may use",
    "lms/admin/demo.py": "the demo's campus, programme and project",
    "lms/search/places.py": "other names that pages go by, in both languages; initial consonants",
    "lms/settings.py": "the brand in the sender's address",
    "lms/web/styleguide.py": "names and courses that fill the samples",
    "lms/web/locale.py": "languages by their own names; the ends of the Hangul block",
    "lms/authoring/templates/authoring/shell.html": "the mark is a letter",
    "lms/completion/pdf.py": "a certificate is in both languages at once",
    "lms/web/templates/web/base.html": "the brand mark, which no reader hears",
}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def strings(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


@pytest.mark.parametrize("path", catalogues(), ids=name_of)
def test_every_sentence_is_translated(path: Path) -> None:
    known = {key(message) for message in read(path) if message.id and all(strings(message))}

    left = [key(message)[1] for message in sentences() if message.id and key(message) not in known]

    assert not left, "run `make translations`, then translate"


@pytest.mark.parametrize("path", catalogues(), ids=name_of)
def test_no_translation_is_only_a_guess(path: Path) -> None:
    catalogue = read(path)

    assert not [key(message)[1] for message in catalogue if message.id and message.fuzzy]
    assert not catalogue.obsolete


@pytest.mark.parametrize("path", catalogues(), ids=name_of)
def test_a_translation_has_the_placeholders_of_its_sentence(path: Path) -> None:
    differing = [
        key(message)[1]
        for message in read(path)
        if message.id
        for string in strings(message)
        if sorted(PLACEHOLDER.findall(string)) != sorted(PLACEHOLDER.findall(key(message)[1]))
    ]

    assert not differing


def test_no_english_sentence_has_korean_left_in_it() -> None:
    (english,) = (path for path in catalogues() if path.parent.parent.name == "en")

    assert not [s for message in read(english) if message.id for s in strings(message) if HANGUL.search(s)]  # fmt: skip


def test_no_particle_hangs_on_a_name_or_number() -> None:
    hanging = [key(each)[1] for each in sentences() if each.id and PARTICLE.search(key(each)[1])]

    assert not hanging, "the right particle depends on what stands before it; say it another way"


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_korean_in_a_template_can_be_translated(path: Path) -> None:
    if name_of(path) in ALLOWED:
        return
    app = Flask("lms")
    app.jinja_env.add_extension("jinja2.ext.i18n")
    page = app.jinja_env.parse(path.read_text(encoding="utf-8"))

    assert not [line for line, text in _bare_in_template(page) if HANGUL.search(text)]


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_korean_in_a_module_can_be_translated(path: Path) -> None:
    if name_of(path) in ALLOWED:
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))

    assert not [line for line, text in _bare_in_module(tree) if HANGUL.search(text)]


@pytest.mark.parametrize("path", [*HUB_SOURCES, *HUB_TEMPLATES], ids=name_of)
def test_what_the_hub_and_labs_say_has_its_english_beside_it(path: Path) -> None:
    if name_of(path) in ALLOWED:
        return
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        bare = _bare_in_module(ast.parse(text), {"said"})
    else:
        bare = _bare_in_template(Environment(autoescape=True).parse(text), {"both", "label"})

    assert not [line for line, words in bare if HANGUL.search(words)]


def test_what_is_allowed_to_stay_korean_still_exists() -> None:
    assert [name for name in ALLOWED if not HANGUL.search((ROOT / name).read_text())] == []


@pytest.mark.parametrize("path", SCRIPTS, ids=name_of)
def test_a_script_takes_its_words_from_the_page(path: Path) -> None:
    assert not HANGUL.search(path.read_text(encoding="utf-8"))


def _bare_in_template(
    node: nodes.Node, wrapped: Collection[str] = GETTEXT
) -> Iterator[tuple[int, str]]:
    if isinstance(node, nodes.Call) and getattr(node.node, "name", "") in wrapped:
        for argument in node.kwargs:
            yield from _bare_in_template(argument, wrapped)
        return
    if isinstance(node, nodes.TemplateData) or (
        isinstance(node, nodes.Const) and isinstance(node.value, str)
    ):
        yield node.lineno, str(node.data if isinstance(node, nodes.TemplateData) else node.value)
    for child in node.iter_child_nodes():
        yield from _bare_in_template(child, wrapped)


def _bare_in_module(node: ast.AST, wrapped: Collection[str] = GETTEXT) -> Iterator[tuple[int, str]]:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return
    if isinstance(node, ast.Call) and _called(node.func) in wrapped:
        for keyword in node.keywords:
            yield from _bare_in_module(keyword, wrapped)
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.lineno, node.value
    for child in ast.iter_child_nodes(node):
        yield from _bare_in_module(child, wrapped)


def _called(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
