"""Intervals for small numbers, so that a report says no more than the counts can bear.

Wilson's score interval for one proportion, Newcombe's hybrid of two Wilson intervals for a
difference, and the conditional binomial (through Wilson) for the ratio of two rates. All are
meant for 95 % unless another ``z`` is given.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

Z95 = 1.959963984540054
Z99 = 2.5758293035489004
#: Fewer events than this in both periods together cannot carry a comparison.
FEWEST_TO_COMPARE = 10


@dataclass(frozen=True, slots=True)
class Interval:
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Proportion:
    """``count`` out of ``of``; the share is None where there is nothing to divide by."""

    count: int
    of: int

    @property
    def share(self) -> float | None:
        return self.count / self.of if self.of else None

    @property
    def interval(self) -> Interval | None:
        return wilson(self.count, self.of) if self.of else None


class Verdict(StrEnum):
    """What a comparison of two counts can say."""

    UP = "up"
    DOWN = "down"
    SAME = "same"
    TOO_FEW = "too_few"


@dataclass(frozen=True, slots=True)
class Change:
    """A count against an expectation (scaled to the same exposure), and what it proves."""

    now: float
    before: float
    verdict: Verdict
    ratio: Interval | None = None

    @property
    def relative(self) -> float | None:
        """0.18 for 18 % more; None where there was nothing before."""
        return self.now / self.before - 1 if self.before else None


def wilson(count: int, of: int, *, z: float = Z95) -> Interval:
    """Wilson's interval of a proportion. Raises ValueError unless 0 <= count <= of, of > 0."""
    if not 0 <= count <= of or of == 0:
        message = f"no proportion: {count} of {of}"
        raise ValueError(message)
    share = count / of
    weight = 1 + z * z / of
    middle = (share + z * z / (2 * of)) / weight
    half = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / weight
    # At the ends the bound is exact; the square root leaves a rounding error of 1e-17 there.
    return Interval(
        low=0.0 if count == 0 else max(middle - half, 0.0),
        high=1.0 if count == of else min(middle + half, 1.0),
    )


def difference(first: Proportion, second: Proportion, *, z: float = Z95) -> Interval:
    """Newcombe's interval of ``first - second``. Raises ValueError where one is out of nothing."""
    one, two = wilson(first.count, first.of, z=z), wilson(second.count, second.of, z=z)
    a, b = first.count / first.of, second.count / second.of
    return Interval(
        low=a - b - math.hypot(a - one.low, two.high - b),
        high=a - b + math.hypot(one.high - a, b - two.low),
    )


def rate_ratio(
    now: int,
    before: int,
    *,
    exposure_now: float = 1.0,
    exposure_before: float = 1.0,
    z: float = Z95,
) -> Interval:
    """How many times the earlier rate the present one is, from two Poisson counts.

    Exposures are units sold, reviews or weeks. Raises ValueError where both counts are zero.
    """
    share = wilson(now, now + before, z=z)
    scale = exposure_before / exposure_now
    return Interval(
        low=scale * share.low / (1 - share.low),
        high=math.inf if share.high == 1.0 else scale * share.high / (1 - share.high),
    )


def compare(
    now: int,
    before: int,
    *,
    exposure_now: float = 1.0,
    exposure_before: float = 1.0,
    z: float = Z95,
) -> Change:
    """Whether a count differs from an earlier one beyond chance.

    ``before`` in the result is what the earlier rate lets one expect now.
    """
    expected = before * exposure_now / exposure_before if exposure_before else 0.0
    if now + before < FEWEST_TO_COMPARE or not exposure_now or not exposure_before:
        return Change(now=now, before=expected, verdict=Verdict.TOO_FEW)
    ratio = rate_ratio(now, before, exposure_now=exposure_now, exposure_before=exposure_before, z=z)
    verdict = Verdict.SAME
    if ratio.low > 1:
        verdict = Verdict.UP
    elif ratio.high < 1:
        verdict = Verdict.DOWN
    return Change(now=now, before=expected, verdict=verdict, ratio=ratio)
