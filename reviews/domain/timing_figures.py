"""Everything that a shop's own calls say of its timing, as one night's figures."""

import dataclasses
import math
from dataclasses import dataclass
from typing import Final

from reviews.domain.calibration import Calibration, calibrate
from reviews.domain.forecast_log import ForecastLog
from reviews.domain.habits import AnsweredCalls, DialedCalls, Habits, learn_habits
from reviews.domain.reason import Reason
from reviews.domain.source_value import SourceValue, source_values
from reviews.domain.timing_lift import Lift, lifts

TIMING_VERSION: Final = "timing-2"


@dataclass(frozen=True, slots=True)
class TimingFigures:
    """Calibration, sources, lift and habits; ``calls`` behind them."""

    version: str
    calls: int
    drawn: int
    calibration: Calibration | None
    sources: tuple[SourceValue, ...]
    lifts: tuple[Lift, ...]
    habits: Habits

    def as_json(self) -> dict[str, object]:
        """What the report's row stores: plain values, reasons as reasons."""
        plain = _plain(self)
        assert isinstance(plain, dict)  # noqa: S101  # a dataclass becomes one
        return plain


def measure(log: ForecastLog, dialed: DialedCalls, answered: AnsweredCalls) -> TimingFigures:
    """One night's figures from a shop's log of calls."""
    return TimingFigures(
        version=TIMING_VERSION,
        calls=len(log),
        drawn=len(log.drawn),
        calibration=calibrate(log),
        sources=source_values(log),
        lifts=lifts(log),
        habits=learn_habits(dialed, answered),
    )


def _plain(value: object) -> object:
    if isinstance(value, Reason):
        return value.as_json()
    if dataclasses.is_dataclass(value):
        names = (field.name for field in dataclasses.fields(value))
        return {name: _plain(getattr(value, name)) for name in names}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None  # JSON knows no infinity
    return value
