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
    """The vocabulary as single texts ask for it: plain values, for a text has some hundred.

    ``rows`` has the rows of each block by name, ``inside`` for each category the row that a row
    of the words has there.
    """

    rows: Mapping[str, Mapping[str, int]]
    inside: Mapping[str, Mapping[int, int]]
    idf: Sequence[float]
    rarest: float

    @classmethod
    def of(cls, vocabulary: Mapping[str, int], idf: Floats) -> Self:
        """The vocabulary taken apart, and the amount of each of its rows."""
        rows: dict[str, dict[str, int]] = {mark: {} for mark in (*_SHARE, KNOWN, FACTS)}
        inside: dict[str, dict[int, int]] = {}
        for name, row in vocabulary.items():
            category, is_inside, words = name.rpartition(IN_CATEGORY)
            if not is_inside:
                rows[name[0]][name[1:]] = row
            else:
                inside.setdefault(category, {})[vocabulary[words]] = row
        return cls(rows, inside, idf.tolist(), float(idf.max(initial=1.0)))


def vector(features: Features, index: Index) -> dict[int, float]:
    """The known features of a review, by row: damped counts times idf, a unit a block.

    Unknown n-grams count in that unit, so that a text of strange words is not blown up. In a
    category each feature of the words stands a second time, for what it means there.
    """
    values: dict[int, float] = {}
    for mark, block in (
        (GRAMS, features.grams),
        (COMPLAINING, features.complaining),
        (WORDS, dict.fromkeys(features.known, 1.0)),
    ):
        _add_unit(values, mark, block, index)
    known = index.rows[KNOWN]
    for name, amount in features.known.items():
        if name in known:
            values[known[name]] = amount * _KNOWN_SHARE
    there = index.inside.get(features.category)
    if there:
        values.update([(there[row], at) for row, at in values.items() if row in there])
    facts = index.rows[FACTS]
    for name, amount in features.facts.items():
        if name in facts:
            values[facts[name]] = amount
    return values


def _add_unit(values: dict[int, float], mark: str, block: Block, index: Index) -> None:
    known: list[tuple[int, float]] = []
    squares = 0.0
    rows, idf, rarest = index.rows[mark], index.idf, index.rarest
    for name, count in block.items():
        row = rows.get(name)
        amount = rarest if row is None else idf[row]
        if count != 1:
            amount *= 1.0 + math.log(count)
        squares += amount * amount
        if row is not None:
            known.append((row, amount))
    scale = _SHARE[mark] / (math.sqrt(squares) or 1.0)
    for row, amount in known:
        values[row] = amount * scale
