"""A course of realistic Markdown pages, the same ones every time, to measure with."""

import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from struct import pack
from zlib import compress, crc32

UNIT = "01-all"
PICTURES = 20

COURSE = """\
slug: large
title: {ko: 큰 과정}
summary: {ko: 재기 위한 과정}
level: foundation
languages: [ko]
units: [{dir: 01-all, title: {ko: 모두}}]
"""

_KOREAN = (
    "표본 평균은 자료가 많아질수록 모집단의 평균에 가까워진다.",
    "먼저 자료를 불러오고 빠진 값이 있는지 `isna()`로 확인한다.",
    "결측값을 평균으로 채우면 분산이 **실제보다 작게** 추정될 수 있다.",
    "모형이 훈련 자료에만 맞는지 알아보려면 검증 자료를 따로 남겨 둔다.",
    "그래프를 그릴 때는 축의 이름과 단위를 *반드시* 적는다.",
    "같은 키를 가진 두 표를 합칠 때 행의 수가 어떻게 달라지는지 살펴보자.",
    "학습률이 너무 크면 손실이 줄지 않고 오히려 커지기도 한다.",
    "색인을 만들면 읽기는 빨라지지만 쓰기는 조금 느려진다.",
)
_ENGLISH = (
    "The mean of a sample comes closer to that of the population as the sample grows.",
    "Load the data first, and look with `isna()` whether any value is missing.",
    "Filling gaps with the mean makes the variance look **smaller** than it really is.",
    "Keep some data aside to see whether the model only fits what it was trained on.",
    "Name the axes of every figure, and *always* give the unit.",
    "Look at how the number of rows changes when two tables are joined by a key.",
    "With too large a learning rate the loss does not fall, and may even rise.",
    "An index makes reading faster and writing a little slower.",
)
_WORDS = ("표본", "분산", "회귀", "색인", "sample", "variance", "regression", "index", "gradient")
_FORMULAS = (
    r"\bar{x} = \frac{1}{n}\sum_{i=1}^{n} x_i",
    r"\sigma^2 = E[(X - \mu)^2]",
    r"\hat{y} = \beta_0 + \beta_1 x",
    r"P(A \mid B) = \frac{P(B \mid A) P(A)}{P(B)}",
    r"L(\theta) = -\sum_k y_k \log p_k",
)


def page_texts(number: int) -> list[str]:
    """The texts of pages that link to one another, without front matter."""
    return [_text(random.Random(index), index, number) for index in range(number)]


def write_course(folder: Path, texts: Sequence[str]) -> None:
    """A course folder of our own layout with these texts, and the pictures they show."""
    unit = folder / UNIT
    (unit / "images").mkdir(parents=True, exist_ok=True)
    (folder / "course.yml").write_text(COURSE, encoding="utf-8")
    for index, text in enumerate(texts):
        write_page(folder, index, text)
    for index in range(PICTURES):
        (unit / "images" / f"figure-{index}.png").write_bytes(_picture(index))


def write_page(folder: Path, index: int, text: str) -> None:
    """One page of the course, written over the one that was there."""
    matter = f"---\nid: page-{index}\ntitle: 글 {index}\nminutes: 10\n---\n"
    (folder / UNIT / f"{index:04}.md").write_text(matter + text, encoding="utf-8")


def _text(chance: random.Random, index: int, number: int) -> str:
    sentences = (_KOREAN, _ENGLISH)[index % 2]
    parts = [f"# 글 {index}", _prose(chance, sentences)]
    for section in range(1, chance.randint(4, 5) + 1):
        parts += [f"## {section}. {chance.choice(_WORDS)} {chance.choice(_WORDS)}"]
        parts += _section(chance, sentences, number)
    parts.append(f"[^{index}]: {chance.choice(sentences)}")
    parts[1] += f"[^{index}]"
    return "\n\n".join(parts) + "\n"


def _section(chance: random.Random, sentences: Sequence[str], number: int) -> Iterator[str]:
    yield _prose(chance, sentences)
    yield _links(chance, number)
    yield _list(chance, sentences)
    yield f"### {chance.choice(_WORDS)}"
    yield _code(chance)
    yield chance.choice((_table, _note, _picture_line, _formula))(chance, sentences)
    yield _prose(chance, sentences)


def _prose(chance: random.Random, sentences: Sequence[str]) -> str:
    return " ".join(chance.sample(sentences, 4))


def _links(chance: random.Random, number: int) -> str:
    first, second = chance.randrange(number), chance.randrange(number)
    return (
        f"[글 {first}]({first:04}.md)과 [글 {second}](./{second:04}.md), "
        f"[pandas](https://pandas.pydata.org/docs/reference/{chance.choice(_WORDS)}.html) 참고."
    )


def _list(chance: random.Random, sentences: Sequence[str]) -> str:
    lines = [f"- {sentence}" for sentence in chance.sample(sentences, 3)]
    return "\n".join(
        [*lines, f"    - {chance.choice(sentences)}", f"    - {chance.choice(_WORDS)}"]
    )


def _code(chance: random.Random) -> str:
    name, other = f"values_{chance.randrange(100)}", f"total_{chance.randrange(100)}"
    return f"""\
```python
import numpy as np

def {other}(rows: list[float], start: float = 0.0) -> float:
    \"\"\"{chance.choice(_ENGLISH)}\"\"\"
    for number, row in enumerate(rows):
        if row > {chance.randrange(1000)}:
            start += row * {chance.random():.3f}  # {chance.choice(_WORDS)}
    return start

{name} = np.array([{", ".join(str(chance.randrange(1000)) for _ in range(8))}])
print(f"{{{other}({name}.tolist()):.2f}}")
```"""


def _table(chance: random.Random, _sentences: Sequence[str]) -> str:
    rows = [
        f"| {chance.choice(_WORDS)} | {chance.random():.4f} | `x{chance.randrange(99)}` |"
        for _ in range(6)
    ]
    return "\n".join(["| 이름 | 값 | code |", "| --- | ---: | --- |", *rows])


def _note(chance: random.Random, sentences: Sequence[str]) -> str:
    kind = chance.choice(("note", "tip", "warning"))
    return f'!!! {kind} "{chance.choice(_WORDS)}"\n    {_prose(chance, sentences)}'


def _picture_line(chance: random.Random, _sentences: Sequence[str]) -> str:
    return f"![{chance.choice(_WORDS)}](images/figure-{chance.randrange(PICTURES)}.png)"


def _formula(chance: random.Random, _sentences: Sequence[str]) -> str:
    inline, shown = chance.sample(_FORMULAS, 2)
    return f"여기서 ${inline}$ 이고 다음과 같다.\n\n$$\n{shown}\n$$"


def _picture(shade: int, width: int = 64, height: int = 48) -> bytes:
    """A grey PNG, each one of another shade."""
    rows = b"".join(b"\0" + bytes([shade * 7 % 256]) * width for _ in range(height))
    head = pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        pack(">I", len(data)) + kind + data + pack(">I", crc32(kind + data))
        for kind, data in chunks
    )
