"""What a shop's calls teach beside its hours: how many are answered at all, what a further dial
costs, and who talks gladly.
"""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Final, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from reviews.domain.reach import DIAL_SLOPE
from reviews.domain.willing import USUAL, Willingness

Floats: TypeAlias = NDArray[np.float64]

#: How far a shop may differ from the usual, as standard deviations on the logit. 0.07 makes some
#: thousand second dials outweigh the published slope.
SLOPE_MAY_DIFFER: Final = 0.07
#: The published prior of the level counts as some fifty calls (1 / 0.3^2 at odds near even).
LEVEL_MAY_DIFFER: Final = 0.3
_LEVEL_BESIDE_SLOPE: Final = 1.0
#: Days until a call counts half: a new number or a mark as spam changes the level.
LEVEL_HALF_LIFE: Final = 30.0
WILLING_MAY_DIFFER: Final = Willingness(base=0.5, per_dial=0.07, at_work=0.2)
_STEPS: Final = 12


@dataclass(frozen=True, slots=True)
class Habits:
    """How often the shop is answered, the slope per earlier dial, and who talks, on the logit.

    ``level`` is against the curves of its hours; ``further_dials`` and ``answered`` count the calls
    behind slope and willingness.
    """

    level: float = 0.0
    dial_slope: float = DIAL_SLOPE
    willing: Willingness = USUAL
    further_dials: int = 0
    answered: int = 0

    @classmethod
    def from_json(cls, stored: Mapping[str, object]) -> Self:
        """What `as_json` wrote; the usual habits where nothing is stored."""
        if not stored:
            return cls()
        willing = stored["willing"]
        assert isinstance(willing, Mapping)  # noqa: S101  # as_json wrote it
        return cls(
            level=float(str(stored.get("level", 0.0))),
            dial_slope=float(str(stored["dial_slope"])),
            willing=Willingness(**{name: float(value) for name, value in willing.items()}),
            further_dials=int(str(stored["further_dials"])),
            answered=int(str(stored["answered"])),
        )

    @property
    def odds_of_level(self) -> float:
        """By how much the odds of an answer differ from what the hours say; 1 is as they say."""
        return math.exp(self.level)

    @property
    def odds_kept(self) -> float:
        """What a further dial leaves of the odds of an answer."""
        return math.exp(self.dial_slope)

    @property
    def talk_percent(self) -> int:
        """How many of a hundred free people talk when they answer a first call."""
        return round(100 / (1 + math.exp(-self.willing.base)))

    def as_json(self) -> dict[str, object]:
        """For the report's row."""
        return asdict(self)


@dataclass(frozen=True, slots=True, eq=False)
class DialedCalls:
    """Calls [n]: logit of the chance of a first dial, earlier dials, whether a person answered.

    The logit is what the hours said, without the level in force then; ``age`` is in days.
    """

    first_logit: Floats
    dials: Floats
    answered: Floats
    age: Floats


@dataclass(frozen=True, slots=True, eq=False)
class AnsweredCalls:
    """Answered calls [n]: logit of the part of day, earlier dials, P(at work), who talked."""

    part: Floats
    dials: Floats
    busy: Floats
    talked: Floats


def learn_habits(dialed: DialedCalls, answered: AnsweredCalls) -> Habits:
    """The most likely habits; few calls leave the usual ones, and no further dial ever helps."""
    slope = _slope(dialed)
    return Habits(
        level=_level(dialed, slope),
        dial_slope=slope,
        willing=_willing(answered),
        further_dials=int((dialed.dials > 0).sum()),
        answered=len(answered.talked),
    )


def _level(calls: DialedCalls, slope: float) -> float:
    """From plain counts: who answered, against what the hours said of these very calls.

    Busy and rejected calls, which tell of hours that somebody is there, are no answers here.
    """
    (level,) = _most_likely(
        np.ones((len(calls.dials), 1)),
        calls.answered,
        offset=calls.first_logit + slope * calls.dials,
        usual=np.zeros(1),
        may_differ=np.array([LEVEL_MAY_DIFFER]),
        weight=0.5 ** (calls.age / LEVEL_HALF_LIFE),
    )
    return float(level)


def _slope(calls: DialedCalls) -> float:
    """A level is fitted beside it, lest a shop reached more often seem to have a mild slope."""
    features = np.stack([np.ones(len(calls.dials)), calls.dials], axis=1)
    _level, slope = _most_likely(
        features,
        calls.answered,
        offset=calls.first_logit,
        usual=np.array([0.0, DIAL_SLOPE]),
        may_differ=np.array([_LEVEL_BESIDE_SLOPE, SLOPE_MAY_DIFFER]),
    )
    return min(float(slope), 0.0)


def _willing(calls: AnsweredCalls) -> Willingness:
    features = np.stack([np.ones(len(calls.dials)), calls.dials, calls.busy], axis=1)
    base, per_dial, at_work = _most_likely(
        features,
        calls.talked,
        offset=calls.part,
        usual=_vector(USUAL),
        may_differ=_vector(WILLING_MAY_DIFFER),
    )
    return Willingness(float(base), min(float(per_dial), 0.0), min(float(at_work), 0.0))


def _vector(willing: Willingness) -> Floats:
    return np.array([willing.base, willing.per_dial, willing.at_work])


def _most_likely(
    features: Floats,
    happened: Floats,
    *,
    offset: Floats,
    usual: Floats,
    may_differ: Floats,
    weight: Floats | None = None,
) -> Floats:
    """Weights of a logistic regression with a normal prior, by Newton's steps of at most 1.

    ``weight`` [n] is what each row counts, 1 where it is not given.
    """
    weights, precision = usual.copy(), may_differ**-2.0
    counts = np.ones(len(happened)) if weight is None else weight
    for _step in range(_STEPS):
        chance = 1 / (1 + np.exp(-(offset + features @ weights)))
        slope = features.T @ (counts * (happened - chance)) - precision * (weights - usual)
        spread = features * (counts * chance * (1 - chance))[:, None]
        step = np.linalg.solve(features.T @ spread + np.diag(precision), slope)
        # A whole step from far off overshoots to where everything is certain, and swings back.
        weights = weights + step / max(1.0, float(np.abs(step).max()))
    return weights
