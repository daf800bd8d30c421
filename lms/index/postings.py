"""A term's documents as bytes: their numbers as 32-bit words, then their weights as 16-bit words."""

from collections.abc import Collection, Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Weights = NDArray[np.int64]

_NUMBER, _WEIGHT = np.dtype("<u4"), np.dtype("<u2")
_SIZE = _NUMBER.itemsize + _WEIGHT.itemsize


def pack(weight_of: Mapping[int, int]) -> bytes:
    """The documents of a term, in the order of their numbers."""
    numbers = sorted(weight_of)
    weights = np.fromiter((weight_of[number] for number in numbers), _WEIGHT, len(numbers))
    return np.array(numbers, _NUMBER).tobytes() + weights.tobytes()


def unpack(packed: bytes) -> tuple[Numbers, Weights]:
    """The numbers of the documents, rising, and their weights."""
    n = len(packed) // _SIZE
    numbers = np.frombuffer(packed, _NUMBER, n)
    weights = np.frombuffer(packed, _WEIGHT, n, n * _NUMBER.itemsize)
    return numbers.astype(np.int64), weights.astype(np.int64)


def change(packed: bytes, gone: Collection[int], added: Mapping[int, int]) -> bytes:
    """The documents without some, and with others."""
    numbers, weights = unpack(packed)
    kept = dict(zip(numbers.tolist(), weights.tolist(), strict=True))
    for number in gone:
        kept.pop(number, None)
    return pack({**kept, **added})


def merge(parts: Iterable[tuple[Numbers, Weights]]) -> tuple[Numbers, Weights]:
    """The documents that have one of several terms, each with its greatest weight."""
    found = list(parts)
    if len(found) == 1:
        return found[0]
    numbers = np.concatenate([numbers for numbers, _ in found])
    weights = np.concatenate([weights for _, weights in found])
    order = np.lexsort((-weights, numbers))
    numbers, weights = numbers[order], weights[order]
    is_first = np.ones(len(numbers), bool)
    is_first[1:] = numbers[1:] != numbers[:-1]
    return numbers[is_first], weights[is_first]
