"""How long a call of this shop really takes, from the moment its number was shown."""

import datetime as dt
from dataclasses import dataclass
from statistics import median

from reviews.domain.handling import minutes_a_call
from reviews.models import Attempt, Shop
from reviews.queries.lines import CALL_LEASE

_SINCE, _NEWEST = dt.timedelta(days=30), 500


@dataclass(frozen=True, slots=True)
class Handling:
    """Minutes a call by the settings, as measured over so many calls, and as planned for."""

    set_minutes: int
    measured_minutes: float
    calls: int
    minutes: float


def handling_of(shop: Shop, *, now: dt.datetime) -> Handling:
    """The median over the newest calls of a month; 0 calls where none was started by the desk."""
    made = Attempt.objects.filter(case__shop=shop, at__gt=now - _SINCE, undone_at__isnull=True)
    rows = made.order_by("-at", "-id").values_list("at", "before")[:_NEWEST]
    minutes = [took for at, before in rows if (took := _took(at, before)) is not None]
    middle = median(minutes) if minutes else 0.0
    by_settings: int = shop.settings.handling_minutes
    planned_for = minutes_a_call(by_settings, minutes)
    return Handling(by_settings, round(middle, 1), len(minutes), planned_for)


def _took(at: dt.datetime, before: dict[str, dict[str, dict[str, str | None]]]) -> float | None:
    """Minutes from the start of the call to its report; None where no start is known."""
    for state in before.get("callbacks", {}).values():
        if state["status"] == "calling" and state["lease_until"] is not None:
            started = dt.datetime.fromisoformat(state["lease_until"]) - CALL_LEASE
            return (at - started) / dt.timedelta(minutes=1)
    return None
