"""Does a source of evidence help this shop? Its predictions with the source against without."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from reviews.domain.forecast_log import (
    ENOUGH_CALLS,
    ForecastLog,
    Interval,
    log_score,
    mean_interval,
)
from reviews.domain.reach_evidence import EvidenceKind
from reviews.domain.reason import Reason

#: A source that moved the chance by less than this had nothing to say of that call.
_SPOKE: Final = 0.005


class Help(StrEnum):
    """What a source does for the predictions of a shop."""

    HELPS = "helps"
    UNCLEAR = "unclear"
    HURTS = "hurts"
    TOO_FEW = "too_few"


@dataclass(frozen=True, slots=True)
class SourceValue:
    """``gain`` is the mean log score with the source less that without, over ``calls`` it spoke of.

    An unclear source is one that has had its chance: enough calls, and no gain to be seen.
    """

    kind: EvidenceKind
    calls: int
    gain: float
    gain_interval: Interval
    help: Help
    reason: Reason


def source_values(log: ForecastLog) -> tuple[SourceValue, ...]:
    """Every source that was measured, strongest first."""
    return tuple(_value(log, kind) for kind in EvidenceKind if kind in log.without)


def _value(log: ForecastLog, kind: EvidenceKind) -> SourceValue:
    spoke = np.abs(log.full - log.without[kind]) >= _SPOKE
    calls = int(spoke.sum())
    if calls < ENOUGH_CALLS:
        facts = {"source": kind.value, "calls": calls, "needed": ENOUGH_CALLS}
        reason = Reason("forecast.source_too_few", facts)
        return SourceValue(kind, calls, 0.0, Interval(0.0, 0.0), Help.TOO_FEW, reason)
    answered = log.answered[spoke]
    gain = log_score(log.full[spoke], answered) - log_score(log.without[kind][spoke], answered)
    sure = mean_interval(gain, log.person[spoke])
    found = {1: Help.HELPS, 0: Help.UNCLEAR, -1: Help.HURTS}[sure.side]
    reason = Reason(f"forecast.source_{found.value}", {"source": kind.value, "calls": calls})
    return SourceValue(kind, calls, float(gain.mean()), sure, found, reason)
