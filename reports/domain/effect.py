"""Whether a corrective action worked: the rate of its cause before and after, with an interval."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from reports.domain.intervals import Z95, Interval, Proportion, Verdict, compare, difference
from reviews.domain.reason import Parameter, Reason

#: Complete weeks after the change before "held" is said, and the stretch that may show a relapse.
LATEST_WEEKS = 2
#: Weeks that show a relapse long after the change, and how sure they must be. With two weeks and
#: 95 %, up to half of the fixes that hold would "come back" within 40 weeks by chance, so one in
#: twenty; a true relapse shows within eight weeks in four of five cases (simulated).
LATER_WEEKS = 4
Z_LATER = 3.0


class Basis(StrEnum):
    """What the rate is counted on."""

    UNITS = "units"
    REVIEWS = "reviews"


class EffectVerdict(StrEnum):
    """What the weeks after the change show."""

    DOWN = "down"
    UP = "up"
    NO_CHANGE = "no_change"
    TOO_FEW = "too_few"
    RECURRED = "recurred"


@dataclass(frozen=True, slots=True)
class WeekRate:
    """Cases of the cause in one complete week, and the units sold (or reviews) of that week."""

    cases: int
    exposure: int


@dataclass(frozen=True, slots=True)
class Effect:
    """Rates are shares of the basis; ``gain`` is before minus after, so a fall is positive."""

    verdict: EffectVerdict
    basis: Basis
    before: Proportion
    after: Proportion
    weeks_after: int
    gain: Interval | None
    reason: Reason


def measure_effect(
    *,
    before: Sequence[WeekRate],
    after: Sequence[WeekRate],
    basis: Basis,
    latest: Sequence[WeekRate] = (),
    weeks_after: int | None = None,
) -> Effect:
    """Compare the complete weeks before a change with those after it, oldest first.

    ``latest`` are the last weeks where the change is older than ``after`` reaches, of
    ``weeks_after`` in all. Decision order: too few cases or nothing sold on one side -> too few;
    the latest weeks back at the old rate after a fall -> recurred; then down, up or no change by
    the 95 % interval of the rates' ratio.
    """
    old, new = _total(before), _total(after)
    verdict = _verdict(old, new, after, latest)
    weeks = len(after) if weeks_after is None else weeks_after
    gain = difference(old, new) if old.of and new.of else None
    return Effect(
        verdict=verdict,
        basis=basis,
        before=old,
        after=new,
        weeks_after=weeks,
        gain=gain,
        reason=_reason(verdict, old, new, gain=gain, weeks=weeks, basis=basis),
    )


def _total(weeks: Sequence[WeekRate]) -> Proportion:
    cases = sum(week.cases for week in weeks)
    # Late complaints about earlier sales can outnumber a thin week's sales.
    return Proportion(cases, max(sum(week.exposure for week in weeks), cases))


def _verdict(
    old: Proportion, new: Proportion, after: Sequence[WeekRate], latest: Sequence[WeekRate]
) -> EffectVerdict:
    change = _compare(new, old)
    if change is Verdict.DOWN and _came_back(old, after, latest):
        return EffectVerdict.RECURRED
    return {
        Verdict.DOWN: EffectVerdict.DOWN,
        Verdict.UP: EffectVerdict.UP,
        Verdict.SAME: EffectVerdict.NO_CHANGE,
        Verdict.TOO_FEW: EffectVerdict.TOO_FEW,
    }[change]


def _came_back(old: Proportion, after: Sequence[WeekRate], latest: Sequence[WeekRate]) -> bool:
    """Whether the last weeks are above those before them, and no longer below the old rate."""
    if latest:
        early, late, z = _total(after), _total(latest), Z_LATER
    elif len(after) > LATEST_WEEKS:
        early, late, z = _total(after[:-LATEST_WEEKS]), _total(after[-LATEST_WEEKS:]), Z95
    else:
        return False
    is_up = _compare(late, early, z=z) is Verdict.UP
    return is_up and _compare(late, old) is not Verdict.DOWN


def _compare(now: Proportion, before: Proportion, *, z: float = Z95) -> Verdict:
    return compare(
        now.count, before.count, exposure_now=now.of, exposure_before=before.of, z=z
    ).verdict


def _reason(
    verdict: EffectVerdict,
    old: Proportion,
    new: Proportion,
    *,
    gain: Interval | None,
    weeks: int,
    basis: Basis,
) -> Reason:
    params: dict[str, Parameter] = {
        "cases_before": old.count,
        "cases_after": new.count,
        "weeks": weeks,
    }
    if verdict is EffectVerdict.TOO_FEW or gain is None:
        return Reason("effect_too_few", params)
    params |= {"before": _percent(old.share), "after": _percent(new.share)}
    params |= {"low": _percent(gain.low), "high": _percent(gain.high)}
    if verdict is EffectVerdict.UP:
        params |= {"low": _percent(-gain.high), "high": _percent(-gain.low)}
    return Reason(f"effect_{verdict.value}_per_{basis.value}", params)


def _percent(share: float | None) -> float:
    return round(100 * (share or 0.0), 2)
