"""Every pair of colours that the components lay on each other can be read, in every set."""

import re
from itertools import product
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[3] / "lms" / "web" / "static"
SHEET = (STATIC / "baeum.css").read_text()
BLOCK = re.compile(r"([^{}]*)\{([^{}]*)\}")
TWO_SIDED = re.compile(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);")
PLAIN = re.compile(r"--([\w-]+): (#[0-9a-f]{6});")
Colours = dict[str, str]

GROUNDS = ("ground", "surface", "surface-sunk")
SOFT = ("accent-soft", "good-soft", "warn-soft", "bad-soft")
TONES = ("accent", "accent-strong", "good", "warn", "bad")
CODE = ("code-keyword", "code-string", "code-name", "code-comment", "code-number", "code-operator")
CHART = ("chart-1", "chart-2", "chart-3", "chart-4")
TEXT = [
    *product(("ink", "ink-soft", *TONES), GROUNDS),
    *product(("ink", "ink-soft", "accent"), SOFT),
    *((tone, f"{tone}-soft") for tone in ("accent", "good", "warn", "bad")),
    *product(CODE, ("surface", "surface-sunk")),
    ("accent-ink", "accent"),
    ("accent-ink", "accent-strong"),
    ("surface", "good"),
    ("surface", "bad"),
]
INTERFACE = [
    *product(("line-strong", "accent", "good", "warn", "bad"), GROUNDS),
    *product(("focus",), (*GROUNDS, *SOFT)),
    *product(CHART, GROUNDS),
]


def block(selector: str, nth: int = 0) -> str:
    """The body of the nth rule with this selector that sets two-sided colours."""
    bodies = [
        body
        for head, body in BLOCK.findall(re.sub(r"/\*.*?\*/", "", SHEET, flags=re.DOTALL))
        if head.strip() == selector and TWO_SIDED.search(body)
    ]
    return bodies[nth]


def side(body: str, nth: int) -> Colours:
    return {name: colours[nth] for name, *colours in TWO_SIDED.findall(body)}


NORMAL = block(":root")
STRONG = block(':root[data-theme="contrast"]')
SETS = {
    "light": side(NORMAL, 0),
    "dark": side(NORMAL, 1),
    "high contrast, light": side(STRONG, 0),
    "high contrast, dark": side(STRONG, 1),
}


def luminance(colour: str) -> float:
    """Relative luminance after WCAG 2.2."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
        for channel in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2.2, from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def too_weak(colours: Colours, pairs: list[tuple[str, str]], least: float) -> list[str]:
    ratios = {pair: contrast(colours[pair[0]], colours[pair[1]]) for pair in pairs}
    return [f"{one} on {on}: {ratio:.2f}" for (one, on), ratio in ratios.items() if ratio < least]


def test_the_measure_is_right() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("name", SETS)
def test_text_stands_out(name: str) -> None:
    least = 7 if "high" in name else 4.5

    assert too_weak(SETS[name], TEXT, least) == []


@pytest.mark.parametrize("name", SETS)
def test_borders_bars_and_focus_rings_stand_out(name: str) -> None:
    assert too_weak(SETS[name], INTERFACE, 3) == []


def test_the_high_contrast_set_is_the_same_whoever_asked_for_it() -> None:
    assert block(":root", 1) == STRONG
    assert side(STRONG, 0).keys() == side(NORMAL, 0).keys()


def test_browsers_that_know_one_side_alone_get_the_light_one() -> None:
    fallback = SHEET[SHEET.index("@supports not (color: light-dark") :]

    assert dict(PLAIN.findall(fallback[: fallback.index("@layer")])) == SETS["light"]


STAND_ALONE = {"export.css"}
"""Sheets of files that are read away from the site."""

SHEETS = sorted(path for path in STATIC.glob("*.css") if path.name not in STAND_ALONE)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_colours_stand_in_the_tokens_alone(sheet: Path) -> None:
    text = sheet.read_text()
    after_tokens = text[text.index("@layer elements {") :] if sheet.name == "baeum.css" else text
    used = set(re.findall(r"#[0-9a-f]{3,8}\b(?=[;\s)])", after_tokens))

    assert used <= {"#fff"}  # the ground of pictures, which are drawn for paper
