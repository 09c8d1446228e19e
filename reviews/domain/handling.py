"""How many minutes a call takes: what the owner set, corrected by what was measured."""

from collections.abc import Sequence
from typing import Final

#: The owner's figure weighs as much as so many measured calls: a quiet week must not halve it.
_WEIGHT_OF_THE_SETTING: Final = 40
#: A report forgotten over lunch is no long call.
_LONGEST: Final = 60.0


def minutes_a_call(set_minutes: int, measured: Sequence[float]) -> float:
    """Minutes to plan for a call: the mean of the setting and the measured calls, at least one."""
    total = sum(min(max(minutes, 0.0), _LONGEST) for minutes in measured)
    weight = _WEIGHT_OF_THE_SETTING + len(measured)
    return max(1.0, (_WEIGHT_OF_THE_SETTING * set_minutes + total) / weight)
