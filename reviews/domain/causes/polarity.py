"""How kindly a text speaks, before a shop has taught anything.

The table gives some thousand pieces of one to three characters a weight, learned once from 35,000
rated reviews of books, hotels and household goods; `tests/benchmarks/polarity.py` makes it again.
"""

import math
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

_TABLE = "polarity.txt"


@cache
def _weights() -> dict[str, int]:
    """Each piece with its weight: above zero it praises, below it blames."""
    lines = (files("reviews.domain.causes") / _TABLE).read_text(encoding="utf-8").splitlines()
    weights: dict[str, int] = {}
    for line in lines:
        if not line.startswith("#"):
            weight, *pieces = line.split()
            weights.update(dict.fromkeys(pieces, int(weight)))
    return weights


def polarity(grams: Iterable[str]) -> float:
    """Above zero for praise, below for blame, about -300 to 300; 0 where no piece is known.

    ``grams`` are the different pieces of one to three characters of a folded text.
    """
    weights = _weights()
    found = [weights[gram] for gram in grams if gram in weights]
    return sum(found) / math.sqrt(len(found)) if found else 0.0
