"""Which code two notebooks share, found by winnowed fingerprints.

Saul Schleimer, Daniel S. Wilkerson and Alex Aiken, "Winnowing: Local Algorithms for Document
Fingerprinting", SIGMOD 2003, doi:10.1145/872757.872770. Every run of K tokens is hashed, and of
every WINDOW neighbouring hashes the smallest is kept (the rightmost of equal ones). So no
match shorter than K tokens is ever found, and every one of at least K + WINDOW - 1 always is.
What was given out is taken away first, and each stretch that is left is winnowed by itself.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import groupby

from assessments.notebooks.code_tokens import Token, tokens_of_cells

K = 12
WINDOW = 9
GUARANTEE = K + WINDOW - 1
"""So many neighbouring tokens in common are always found."""

BASE, MODULUS = 1_000_003, (1 << 61) - 1


@dataclass(frozen=True)
class Passage:
    """Lines of a cell of one notebook that match lines of a cell of another; all count from 0.

    Each pair is the first line and the last.
    """

    first_cell: int
    first_lines: tuple[int, int]
    second_cell: int
    second_lines: tuple[int, int]
    n_tokens: int


def grams_of(notebook: bytes) -> frozenset[int]:
    """The hashes of every run of K tokens: what is the same everywhere when it is given out.

    Raises BadNotebook.
    """
    return frozenset(one for tokens in tokens_of_cells(notebook).values() for one in _grams(tokens))


def fingerprints_of(notebook: bytes, given_out: AbstractSet[int] = frozenset()) -> frozenset[int]:
    """The fingerprints of the code but for what was given out; linear in its size.

    Raises BadNotebook.
    """
    return frozenset(
        one
        for tokens in tokens_of_cells(notebook).values()
        for one in _selected(_grams(tokens), given_out)
    )


def passages(
    first: bytes, second: bytes, given_out: AbstractSet[int] = frozenset(), *, most: int = 50
) -> list[Passage]:
    """The longest runs of code that both notebooks have, the longest first, each place once.

    Raises BadNotebook.
    """
    left, right = _Placed.of(first, given_out), _Placed.of(second, given_out)
    found: list[Passage] = []
    covered: set[tuple[int, int]] = set()
    for cell, hashes in left.cells.items():
        for place, one in enumerate(hashes):
            here, there = (cell, place), None if one is None else right.where.get(one)
            if there is None or here in covered:
                continue
            length = _common(hashes, place, right.cells[there[0]], there[1])
            covered |= {(cell, place + n) for n in range(length)}
            found.append(_passage(left, here, right, there, length))
    found.sort(key=lambda one: (-one.n_tokens, one.first_cell, one.first_lines))
    return found[:most]


@dataclass(frozen=True)
class _Placed:
    """The hashes of a notebook by cell, None where given out, and where each is first."""

    tokens: Mapping[int, Sequence[Token]]
    cells: dict[int, list[int | None]]
    where: dict[int, tuple[int, int]]

    @classmethod
    def of(cls, notebook: bytes, given_out: AbstractSet[int]) -> "_Placed":
        tokens = tokens_of_cells(notebook)
        cells: dict[int, list[int | None]] = {
            cell: [None if one in given_out else one for one in _grams(found)]
            for cell, found in tokens.items()
        }
        where: dict[int, tuple[int, int]] = {}
        for cell, hashes in cells.items():
            for place, one in enumerate(hashes):
                if one is not None:
                    where.setdefault(one, (cell, place))
        return cls(tokens, cells, where)

    def lines(self, cell: int, place: int, length: int) -> tuple[int, int]:
        """The first line and the last of so many hashes from here."""
        tokens = self.tokens[cell]
        return tokens[place].line, tokens[place + length + K - 2].line


def _common(left: Sequence[int | None], place: int, right: Sequence[int | None], other: int) -> int:
    """How many hashes are the same from these places on."""
    length = 0
    while (
        place + length < len(left)
        and other + length < len(right)
        and left[place + length] is not None
        and left[place + length] == right[other + length]
    ):
        length += 1
    return length


def _passage(
    left: _Placed, here: tuple[int, int], right: _Placed, there: tuple[int, int], length: int
) -> Passage:
    return Passage(
        here[0],
        left.lines(*here, length),
        there[0],
        right.lines(*there, length),
        length + K - 1,
    )


def winnowed(hashes: Sequence[int]) -> list[int]:
    """The places of the smallest of every WINDOW neighbours, the rightmost of equal ones.

    Of fewer hashes than a window, the smallest of all.
    """
    rising: deque[int] = deque()
    found: list[int] = []
    for place, one in enumerate(hashes):
        while rising and hashes[rising[-1]] >= one:
            rising.pop()
        rising.append(place)
        if rising[0] <= place - WINDOW:
            rising.popleft()
        is_whole = place >= min(WINDOW, len(hashes)) - 1
        if is_whole and found[-1:] != [rising[0]]:
            found.append(rising[0])
    return found


def _grams(tokens: Sequence[Token]) -> Iterator[int]:
    """The rolling hash of every K neighbouring tokens (Karp and Rabin 1987)."""
    leading = pow(BASE, K, MODULUS)
    rolling = 0
    for place, token in enumerate(tokens):
        rolling = (rolling * BASE + token.number) % MODULUS
        if place >= K:
            rolling = (rolling - tokens[place - K].number * leading) % MODULUS
        if place >= K - 1:
            yield rolling


def _selected(hashes: Iterable[int], given_out: AbstractSet[int]) -> Iterator[int]:
    """The fingerprints of the stretches that were not given out, each stretch by itself."""
    for is_given, stretch in groupby(hashes, key=given_out.__contains__):
        if not is_given:
            own = list(stretch)
            yield from (own[place] for place in winnowed(own))
