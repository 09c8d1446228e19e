"""From the features of a review to numbers: which rows of a vocabulary, and how much of each."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from reviews.domain.causes.features import Block, Features

Floats = NDArray[np.float32]

#: How much each block weighs beside the others; found by cross-validation.
GRAMS, COMPLAINING, KNOWN, WORDS, FACTS = "=", "~", "!", "?", "&"
_SHARE = {GRAMS: 1.0, COMPLAINING: 0.8, WORDS: 0.7}
_KNOWN_SHARE = 0.35
#: Between a category and a feature that counts by itself in that category.
IN_CATEGORY = "\x1f"


@dataclass(frozen=True, slots=True)
class Index:
    """The vocabulary as single texts ask for it: plain values, for a text has some hundred."""

    rows: Mapping[str, int]
    idf: Sequence[float]
    rarest: float

    @classmethod
    def of(cls, vocabulary: Mapping[str, int], idf: Floats) -> Self:
        return cls(vocabulary, idf.tolist(), float(idf.max(initial=1.0)))


def vector(features: Features, index: Index) -> dict[int, float]:
    """The known features of a review, by row: damped counts times idf, a unit a block.

    Unknown n-grams count in that unit, so that a text of strange words is not blown up. In a
    category each feature of the words stands a second time, for what it means there.
    """
    named: list[tuple[str, float]] = []
    values: dict[int, float] = {}
    for mark, block in (
        (GRAMS, features.grams),
        (COMPLAINING, features.complaining),
        (WORDS, dict.fromkeys(features.known, 1.0)),
    ):
        _add_unit(values, named, mark, block, index)
    rows = index.rows
    for name, amount in features.known.items():
        row = rows.get(KNOWN + name)
        if row is not None:
            values[row] = amount * _KNOWN_SHARE
            named.append((KNOWN + name, values[row]))
    if features.category:
        inside = features.category + IN_CATEGORY
        there = [(rows.get(inside + name), amount) for name, amount in named]
        values.update((row, amount) for row, amount in there if row is not None)
    for name, amount in features.facts.items():
        row = rows.get(FACTS + name)
        if row is not None:
            values[row] = amount
    return values


def _add_unit(
    values: dict[int, float],
    named: list[tuple[str, float]],
    mark: str,
    block: Block,
    index: Index,
) -> None:
    known: list[tuple[str, int, float]] = []
    squares = 0.0
    rows, idf, rarest = index.rows, index.idf, index.rarest
    for name, count in block.items():
        marked = mark + name
        row = rows.get(marked)
        amount = rarest if row is None else idf[row]
        if count != 1:
            amount *= 1.0 + math.log(count)
        squares += amount * amount
        if row is not None:
            known.append((marked, row, amount))
    scale = _SHARE[mark] / (math.sqrt(squares) or 1.0)
    for marked, row, amount in known:
        values[row] = amount * scale
        named.append((marked, amount * scale))
