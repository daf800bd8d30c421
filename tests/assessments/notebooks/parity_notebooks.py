"""Ten notebooks in which every kind of cell occurs, and what people made of them."""

from assessments.notebooks import release_assignment
from tests.assessments.notebooks.nbgrader_course import AUTOTESTS, Submitted
from tests.assessments.notebooks.samples import (
    ASSIGNMENT,
    Json,
    cell,
    edited,
    graded,
    manual,
    manual_code,
    notebook,
    read_only,
    solution,
    task,
    with_first_cell,
    without,
)


def answer(name: str, code: str) -> Json:
    """A cell to be answered, whose solution is taken out of the trainee's version."""
    return solution(name, f"### BEGIN SOLUTION\n{code}\n### END SOLUTION")


OUTPUTS = notebook(
    cell("%matplotlib inline\nimport matplotlib.pyplot as plt\nimport pandas as pd"),
    answer("frame", "frame = pd.DataFrame({'a': [1, 2]})"),
    cell("plt.plot([1, 2])\nframe"),
    graded("printed", 1, "print('looks fine')\nassert len(frame) == 2"),
    graded("stderr", 1, "import sys\nprint('careful', file=sys.stderr)"),
    graded("half", 1, "0.5"),
    graded("silent", 2, "1.5;"),
    graded("state", 1, "helper = 3\nassert frame['a'].sum() == helper"),
    graded("uses-state", 1, "assert helper == 3"),
    graded("awaits", 1, "import asyncio\nawait asyncio.sleep(0)"),
    graded("magic", 1, "%time assert frame['a'].max() == 2"),
    graded("exits", 1, "raise SystemExit(0)"),
    graded("zero", 3, "0"),
)
AUTOTESTED = notebook(
    answer("primes", "primes = [2, 3, 5, 7]"),
    graded("primes-tests", 2, "### AUTOTEST primes"),
    answer("share", "share = {'ja': 0.25, 'nein': 0.75}"),
    graded("share-tests", 1, '### HASHED AUTOTEST share["ja"]; sorted(share)'),
)
WRITTEN = notebook(
    cell("# Two questions", "markdown"),
    cell("Read this first.", "markdown", grade_id="intro", locked=True),
    manual("why", 3, "Because a mean hides its outliers."),
    cell("kept as it is", "raw"),
    manual("formula", 1.5, "$\\bar x = \\frac{1}{n}\\sum x_i$"),
)
TASKS = notebook(
    task("explore", 4, "Explore.\n=== BEGIN MARK SCHEME ===\nTwo plots\n=== END MARK SCHEME ==="),
    cell("1 + 1"),
    task("unrated", 0, "Say what you saw."),
    manual_code("chart", 2, "### BEGIN SOLUTION\nprint('chart')\n### END SOLUTION"),
    graded("counted", 0.25, "assert 1 + 1 == 2"),
)
ERRORS = notebook(
    answer("divide", "def divide(a, b):\n    return a / b"),
    graded("raises", 1, "try:\n    divide(1, 0)\nexcept ZeroDivisionError:\n    pass"),
    graded("asserts", 1, "assert divide(4, 2) == 2, 'four halves'"),
    graded("unknown-name", 1, "not_there"),
    graded("warns", 1, "import warnings\nwarnings.warn('old')\nassert divide(2, 1) == 2"),
    graded("interrupted", 1, "raise KeyboardInterrupt"),
    graded("after-it", 1, "assert divide(9, 3) == 3"),
    graded("bad-syntax", 1, "def ("),
)
SERIES = notebook(
    cell("import numpy as np"),
    answer("series", "series = np.arange(6).reshape(2, 3)"),
    graded("shape", 1, "assert series.shape == (2, 3)"),
    graded(
        "share-right",
        4,
        "right = int((series.ravel()[:4] == np.arange(4)).sum())\n"
        "### BEGIN HIDDEN TESTS\nassert right >= 1\n### END HIDDEN TESTS\nright",
    ),
    graded("close", 1, "np.testing.assert_allclose(series.mean(), 2.5)"),
)
CLASSES = notebook(
    read_only("imports", "from dataclasses import dataclass\nfrom itertools import islice"),
    answer("point", "@dataclass\nclass Point:\n    x: int\n    y: int = 0"),
    answer("evens", "def evens():\n    n = 0\n    while True:\n        yield n\n        n += 2"),
    graded("point-tests", 2, "assert Point(1) == Point(1, 0)\nassert Point(1) != Point(2)"),
    graded("evens-tests", 2, "assert list(islice(evens(), 3)) == [0, 2, 4]"),
    graded(
        "both",
        1,
        "assert Point(2).x in islice(evens(), 3)\n"
        "### BEGIN HIDDEN TESTS\nassert Point(3).x not in islice(evens(), 9)\n### END HIDDEN TESTS",
    ),
)
FILES = notebook(
    answer("save", "def save(words):\n    open('words.txt', 'w').write('\\n'.join(words))"),
    cell("save(['하나', '둘'])"),
    graded("written", 1, "assert open('words.txt').read().split() == ['하나', '둘']"),
    graded("again", 1, "save([])\nassert open('words.txt').read() == ''"),
)
TEXTS = notebook(
    answer("reverse", "def 뒤집기(글):\n    return 글[::-1]"),
    graded("reverse-tests", 1, "assert 뒤집기('배움') == '움배', '거꾸로 읽어 보세요'"),
    graded("letters", 2, "len('배움')"),
    graded("piece", 2, "0.1 + 0.2"),
)

KINDS: dict[str, bytes] = {
    "first": ASSIGNMENT,
    "outputs": OUTPUTS,
    "autotested": AUTOTESTED,
    "written": WRITTEN,
    "tasks": TASKS,
    "errors": ERRORS,
    "series": SERIES,
    "classes": CLASSES,
    "files": FILES,
    "texts": TEXTS,
}
"""The author's notebooks by name."""

RIGHT = "def square(x):\n    return x * x"
ONLY_TWO = "def square(x):\n    return 4"


def submissions() -> Submitted:
    """What came back: everything untouched, everything solved, and much in between."""
    blank = {
        name: release_assignment(made, autotests=AUTOTESTS).notebook for name, made in KINDS.items()
    }
    start = blank["first"]
    return {
        "untouched": blank,
        "solved": KINDS,
        "half": {
            "first": edited(start, square=ONLY_TWO),
            "outputs": edited(OUTPUTS, frame="frame = pd.DataFrame({'a': [1]})"),
            "autotested": edited(blank["autotested"], primes="primes = [2, 3, 5, 9]"),
            "written": edited(blank["written"], why="I do not know."),
            "tasks": edited(blank["tasks"], chart="print('mine')"),
            "errors": edited(blank["errors"], divide="def divide(a, b):\n    return a // (b or 1)"),
            "series": edited(blank["series"], series="series = np.array([[0, 1, 9], [3, 4, 5]])"),
            "classes": edited(blank["classes"], point="class Point:\n    x = 1"),
            "files": edited(blank["files"], save="def save(words):\n    pass"),
            "texts": edited(blank["texts"], reverse="def 뒤집기(글):\n    return 글"),
        },
        "changed-tests": {"first": edited(ASSIGNMENT, square_tests="pass", partial="4")},
        "lost-tests": {"first": without(edited(start, square=ONLY_TWO), "square-tests", "partial")},
        "broken-code": {"first": edited(start, square="def square(x:")},
        "answered": {"first": edited(start, essay="Because.", own_code="print(1)")},
        "early-error": {"first": with_first_cell(edited(start, square=RIGHT), "1 / 0")},
    }  # fmt: skip
