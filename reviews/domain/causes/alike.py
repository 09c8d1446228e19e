"""Reviews that say the same, and which reviews teach most when a person labels them."""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reviews.domain.causes.folding import fold
from reviews.domain.causes.lexicon import lexicon

#: From here two reviews say the same; found by looking at pairs of real reviews.
ALIKE_FROM = 0.22
_LENGTHS = (1, 2)
#: A word the lexicon knows says more than the characters around it.
_KNOWN_COUNTS = 2
#: A review much like one that comes before it in the order teaches little more.
_REPEATS = 0.85
#: So many characters tell what a review says; a page compares hundreds of them.
_LISTENED = 500

Vector = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Alike:
    """A text's place in the sequence asked about, and how like the model it is (0 to 1)."""

    at: int
    likeness: float


def alike(model: str, texts: Sequence[str], *, least: float = ALIKE_FROM) -> list[Alike]:
    """The texts that say the same as ``model``, the likest first; empty texts are like nothing."""
    vectors = _vectors([model, *texts])
    wanted = vectors[0]
    found = [Alike(at, round(_dot(wanted, other), 3)) for at, other in enumerate(vectors[1:])]
    return sorted(
        (one for one in found if one.likeness >= least),
        key=lambda one: (-one.likeness, one.at),
    )


def worth_labelling(texts: Sequence[str], confidences: Sequence[float]) -> list[int]:
    """Places of the texts, those first whose label teaches most.

    Worth = doubt about the reading x how many others speak like it (damped); what is like a text
    that stands before it comes later. Confidence 0.5 is the greatest doubt.
    """
    vectors = _vectors(texts)
    centre: dict[str, float] = defaultdict(float)
    for vector in vectors:
        for gram, amount in vector.items():
            centre[gram] += amount
    worth = [
        (1.05 - abs(2 * confidence - 1)) * math.log2(2 + max(_dot(vector, centre), 0.0))
        for vector, confidence in zip(vectors, confidences, strict=True)
    ]
    return _spread(vectors, worth)


def _spread(vectors: Sequence[Vector], worth: Sequence[float]) -> list[int]:
    """By worth, each text discounted by how much of it those before it have said already."""
    said: dict[str, float] = {}
    order: list[int] = []
    left = sorted(range(len(worth)), key=lambda at: (-worth[at], at))
    repeated: list[int] = []
    for at in left:
        known = sum(amount * amount for gram, amount in vectors[at].items() if gram in said)
        (repeated if known >= _REPEATS else order).append(at)
        if known < _REPEATS:
            said.update(vectors[at])
    return order + repeated


def _vectors(texts: Sequence[str]) -> list[Vector]:
    """Characters, pairs of them and known words of unit length, rare ones heavier."""
    counts = [_counted(fold(text[:_LISTENED])) for text in texts]
    seen: Counter[str] = Counter()
    for count in counts:
        seen.update(count.keys())
    return [_unit(count, seen, len(texts)) for count in counts]


def _counted(folded: str) -> Counter[str]:
    counts = Counter(_grams(folded))
    for _end, entry in lexicon().automaton.iter(folded):
        if entry.length > 1 and not entry.is_mask:
            counts[f"@{entry.number}"] += _KNOWN_COUNTS
    return counts


def _grams(text: str) -> list[str]:
    said = "".join(letter for letter in text if letter.isalnum())
    return [
        said[start : start + length]
        for length in _LENGTHS
        for start in range(len(said) - length + 1)
    ]


def _unit(count: Counter[str], seen: Mapping[str, int], texts: int) -> Vector:
    weighed = {
        gram: (1 + math.log(times)) * math.log(1 + texts / seen[gram])
        for gram, times in count.items()
    }
    norm = math.sqrt(sum(amount * amount for amount in weighed.values()))
    return {gram: amount / norm for gram, amount in weighed.items()}


def _dot(one: Vector, other: Mapping[str, float]) -> float:
    return sum(amount * other[gram] for gram, amount in one.items() if gram in other)
