"""Who answered what: the matrix that every kind of item analysis starts from."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Mark = float | None
"""Points for an item; None where the item was not presented."""
Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Responses:
    """Persons × items: `marks[person][item]` in points, `maxima[item]` the points to be had.

    `chosen[person][item]`, if known, is the options chosen, as one text such as `B` or `AC`:
    empty where the answer was omitted, None where the item was not presented.
    `omitted[person][item]` tells where a mark of 0 stands for no answer at all.
    `options[item]`, if known, is all options that the item has, chosen or not; empty if none.
    """

    items: tuple[str, ...]
    marks: tuple[tuple[Mark, ...], ...]
    maxima: tuple[float, ...]
    chosen: tuple[tuple[str | None, ...], ...] = ()
    keys: tuple[str, ...] = ()
    omitted: tuple[tuple[bool, ...], ...] = ()
    persons: tuple[str, ...] = ()
    options: tuple[str, ...] = ()

    def matrix(self) -> Matrix:
        """The marks as persons × items, NaN where an item was not presented."""
        rows = [[np.nan if mark is None else mark for mark in row] for row in self.marks]
        return np.array(rows, dtype=np.float64).reshape(len(rows), len(self.items))

    def omissions(self) -> NDArray[np.bool_]:
        """Persons × items: where no answer was given though the item was presented."""
        shape = (len(self.marks), len(self.items))
        return np.array(self.omitted or np.zeros(shape), dtype=np.bool_).reshape(shape)

    def of_those_present(self) -> "Responses":
        """The same without persons to whom no item was presented."""
        kept = [i for i, row in enumerate(self.marks) if any(mark is not None for mark in row)]
        if len(kept) == len(self.marks):
            return self
        return replace(
            self,
            marks=tuple(self.marks[i] for i in kept),
            chosen=tuple(self.chosen[i] for i in kept) if self.chosen else (),
            omitted=tuple(self.omitted[i] for i in kept) if self.omitted else (),
            persons=tuple(self.persons[i] for i in kept) if self.persons else (),
        )
