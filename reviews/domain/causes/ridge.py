"""Ridge regression in its dual form, for all causes at once.

One inverse gives every cause's weights and, at no further cost, what each text would have scored
had it been left out. It is made in place: one square of texts in memory and no other.
"""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import blas, lapack
from scipy.sparse import csr_matrix

from reviews.domain.causes.figures import Bools, f1_of
from reviews.domain.causes.vectors import Floats

#: How strongly weights are held back: the best of them, with many texts of the last two.
_RIDGES = (0.5, 1.5, 4.0)
_FEW = 800
#: Where few texts complain, each of them counts as many as there are others to one of them.
_HEAVIEST = 8.0
_NEVER = -10.0
#: So many rows of the square are made at once.
_ROWS = 200


@dataclass(frozen=True, slots=True)
class Solution:
    """Weights and bias, and the score of each text by the weights it had no part in.

    For each cause there are two columns: what a feature says anywhere, and, after all of those,
    how much more it says for each step the text leans to praise.
    """

    weights: Floats
    bias: Floats
    left_out: Floats


def solved(rows: csr_matrix, leaning: Floats, truth: Bools) -> Solution:
    """The best of the ridges by left-out scores; a label that all or none bear is never given.

    ``rows`` are texts x features, ``leaning`` says how much each text praises.
    """
    ridges, judge = (_RIDGES, _best_f1) if len(truth) <= _FEW else (_RIDGES[1:], _ranking)
    weights = _weights(truth)
    found = [_ridge(_alike(rows, leaning), truth, np.float32(ridge) / weights) for ridge in ridges]
    parts, left_out = max(found, key=lambda one: judge(one[1], truth))
    constant: Bools = np.asarray(truth.all(axis=0) | ~truth.any(axis=0))
    parts[:, constant], left_out[:, constant] = 0.0, _NEVER
    both = np.hstack([parts, parts * leaning[:, None]])
    bias = both.sum(axis=0)
    bias[: len(constant)][constant] = _NEVER
    return Solution(np.asarray(rows.T @ both, dtype=np.float32), bias, left_out)


def _weights(truth: Bools) -> Floats:
    """How much each text counts, so that those with a label weigh as much as those without."""
    bears = truth.any(axis=1)
    others = (len(truth) - bears.sum()) / max(bears.sum(), 1)
    return np.where(bears, np.clip(others, 1.0, _HEAVIEST), 1.0).astype(np.float32)


def _alike(rows: csr_matrix, leaning: Floats) -> Floats:
    """Texts x texts: how alike two are, and once more as they lean to the same side."""
    turned = rows.T.tocsr()
    alike = np.empty((rows.shape[0], rows.shape[0]), dtype=np.float32, order="F")
    for start in range(0, rows.shape[0], _ROWS):
        some = slice(start, start + _ROWS)
        alike[:, some] = (rows[some] @ turned).toarray().T
        alike[:, some] += np.float32(1.0)  # the bias
        alike[:, some] *= 1 + np.outer(leaning, leaning[some])
    return alike


def _ridge(system: Floats, truth: Bools, ridge: Floats) -> tuple[Floats, Floats]:
    """Each text's part in the weights, and its left-out scores; labels count as 1 and -1.

    The system is overwritten: by its factor, and that by the lower half of its inverse.
    """
    wanted = np.where(truth, 1.0, -1.0).astype(np.float32)
    system[np.diag_indices(len(system))] += ridge
    factor, _ = lapack.spotrf(system, lower=1, clean=0, overwrite_a=1)
    inverse, _ = lapack.spotri(factor, lower=1, overwrite_c=1)
    parts = blas.ssymm(1.0, inverse, wanted, lower=1)
    return parts, wanted - parts / np.diag(inverse)[:, None]


def _best_f1(scores: Floats, truth: Bools) -> float:
    cuts = np.quantile(scores, np.linspace(0.5, 0.99, 50))
    return max(f1_of(scores >= cut, truth) for cut in cuts)


def _ranking(scores: Floats, truth: Bools) -> float:
    """How far above the rest the labels borne are ranked (average precision), 0 to 1.

    With many texts the best F1 over thresholds has more chance in it, and took the worse ridge.
    """
    # Here and not above: web processes read, and only a lesson ranks.
    from sklearn.metrics import average_precision_score  # noqa: PLC0415  # see above

    return float(average_precision_score(truth.reshape(-1), scores.reshape(-1)))
