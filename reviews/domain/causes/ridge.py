"""Ridge regression in its dual form, for all causes at once.

One inverse gives every cause's weights and, at no further cost, what each text would have scored
had it been left out.
"""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import inv
from scipy.sparse import csr_matrix

from reviews.domain.causes.figures import Bools, f1_of
from reviews.domain.causes.vectors import Floats

#: How strongly weights are held back; with many texts the last one, else the best of them.
_RIDGES = (0.5, 1.5, 4.0)
_FEW = 800
_NEVER = -10.0


@dataclass(frozen=True, slots=True)
class Solution:
    """Weights and bias, and the score of each text by the weights it had no part in."""

    weights: Floats
    bias: Floats
    left_out: Floats


def solved(rows: csr_matrix, truth: Bools) -> Solution:
    """The best of the ridges by left-out scores; a label that all or none bear is never given."""
    alike = (rows @ rows.T).toarray().astype(np.float32) + np.float32(1.0)  # 1: the bias
    ridges = _RIDGES if len(truth) <= _FEW else _RIDGES[-1:]
    found = [_ridge(alike, truth, ridge) for ridge in ridges]
    parts, left_out = max(found, key=lambda one: _best_f1(one[1], truth))
    constant = truth.all(axis=0) | ~truth.any(axis=0)
    parts[:, constant], left_out[:, constant] = 0.0, _NEVER
    bias = parts.sum(axis=0)
    bias[constant] = _NEVER
    return Solution(np.asarray(rows.T @ parts, dtype=np.float32), bias, left_out)


def _ridge(alike: Floats, truth: Bools, ridge: float) -> tuple[Floats, Floats]:
    """Each text's part in the weights, and its left-out scores; labels count as 1 and -1."""
    wanted = np.where(truth, 1.0, -1.0).astype(np.float32)
    system = alike.copy()
    system[np.diag_indices(len(system))] += np.float32(ridge)
    inverse = inv(system, overwrite_a=True, check_finite=False, assume_a="pos")
    parts = inverse @ wanted
    return parts, wanted - parts / np.diag(inverse)[:, None]


def _best_f1(scores: Floats, truth: Bools) -> float:
    cuts = np.quantile(scores, np.linspace(0.5, 0.99, 50))
    return max(f1_of(scores >= cut, truth) for cut in cuts)
