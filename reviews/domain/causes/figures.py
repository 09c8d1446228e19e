"""How well predictions fit labels."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reviews.domain.causes.vectors import Floats

_BINS = 10

Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Figures:
    """How well predictions fit labels: shares 0 to 1, and F1 a label."""

    micro_f1: float
    precision: float
    recall: float
    calibration_error: float
    f1: Mapping[str, float]
    examples: int


def f1_of(chosen: Bools, truth: Bools) -> float:
    """Micro-averaged F1; 0 where nothing is chosen or true."""
    total = int(chosen.sum() + truth.sum())
    return 2 * int((chosen & truth).sum()) / total if total else 0.0


def figures(likely: Floats, chosen: Bools, truth: Bools, codes: tuple[str, ...]) -> Figures:
    """Figures from probabilities, choices and truth, each texts x codes."""
    right = int((chosen & truth).sum())
    return Figures(
        micro_f1=f1_of(chosen, truth),
        precision=right / max(int(chosen.sum()), 1),
        recall=right / max(int(truth.sum()), 1),
        calibration_error=calibration_error(likely.reshape(-1), truth.reshape(-1)),
        f1={code: f1_of(chosen[:, at], truth[:, at]) for at, code in enumerate(codes)},
        examples=len(truth),
    )


def calibration_error(likely: Floats, true: Bools) -> float:
    """Expected calibration error over ten equal bins of probability."""
    bins = np.minimum((likely * _BINS).astype(int), _BINS - 1)
    gaps = 0.0
    for at in range(_BINS):
        inside = bins == at
        if inside.any():
            gaps += abs(float(likely[inside].mean()) - float(true[inside].mean())) * inside.sum()
    return float(gaps / max(len(likely), 1))
