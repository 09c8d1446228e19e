"""Prices of slots: the dual of the plan, valid whatever they are, tight when found well."""

from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Floats: TypeAlias = NDArray[np.float64]
Values: TypeAlias = NDArray[np.floating]
Integers: TypeAlias = NDArray[np.int64]

#: Smoothing in parts of the mean best value: coarse first, so that few steps are needed.
_SMOOTHING: Final = (0.05, 0.01)
_STEPS: Final = 16
_ROWS_AT_ONCE: Final = 16_384


def upper_bound(value: Values, capacity: Integers, price: Floats) -> float:
    """``sum(price * capacity) + sum(max(0, max_t(value - price)))``; values <= 0 are no choice."""
    total = float(price @ capacity)
    if not value.size:
        return total
    for first in range(0, value.shape[0], _ROWS_AT_ONCE):
        rows = value[first : first + _ROWS_AT_ONCE]
        gain = np.where(rows > 0, rows.astype(np.float64) - price, 0.0).max(axis=1)
        total += float(np.maximum(gain, 0.0).sum())
    return total


def smooth_prices(value: Values, capacity: Integers, start: Floats | None = None) -> Floats:
    """Prices near the best, by minimising the bound with its maximum smoothed (softmax)."""
    best = np.maximum(value.max(axis=1), 0.0)
    scale = float(best[best > 0].mean()) if (best > 0).any() else 1.0
    price = np.zeros(value.shape[1]) if start is None else start
    for part in _SMOOTHING if start is None else _SMOOTHING[-1:]:
        price = _minimised(value, capacity, price, part * scale)
    return price


def _minimised(value: Values, capacity: Integers, price: Floats, tau: float) -> Floats:
    scaled = np.where(value > 0, value / tau, -np.inf)

    def bound(trial: Floats) -> tuple[float, Floats]:
        over = scaled - trial / tau
        top = np.maximum(over.max(axis=1), 0.0)
        over -= top[:, None]
        np.exp(over, out=over)
        total = over.sum(axis=1) + np.exp(-top)
        demand = (1.0 / total) @ over
        height = float((top + np.log(total)).sum())
        return float(trial @ capacity) / tau + height, (capacity - demand) / tau

    found = minimize(
        bound,
        price,
        jac=True,
        method="L-BFGS-B",
        bounds=[(0.0, None)] * price.size,
        options={"maxiter": _STEPS},
    )
    return np.asarray(found.x, dtype=np.float64)
