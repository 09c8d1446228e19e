"""How many calls the shifts allow in each half hour, and who could make them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reviews.choices import AGENT, LEAD, OWNER
from reviews.domain.reach_slots import DESK_ZONE, SLOT, Slots
from reviews.models import Callback, Shift, Shop
from reviews.queries.calendars import calendar_of
from reviews.queries.handling import handling_of

CALLING_ROLES = (AGENT, LEAD, OWNER)


@dataclass(frozen=True, slots=True, eq=False)
class Capacity:
    """Calls by half hour, [m]; ``members`` on shift there; without shifts the count is no limit."""

    calls: NDArray[np.int64]
    members: tuple[tuple[int, ...], ...]
    has_shifts: bool


def capacity_of(shop: Shop, slots: Slots, *, now: dt.datetime, cases: int) -> Capacity:
    """From shifts, breaks, handling time and the share kept free; promised calls are taken off.

    A shop without shifts gets room for all ``cases`` everywhere.
    """
    if not slots.starts_at:
        return Capacity(np.zeros(0, dtype=np.int64), (), has_shifts=False)
    shifts = list(
        Shift.objects.filter(
            member__shop=shop,
            member__is_active=True,
            member__role__in=CALLING_ROLES,
            starts_at__lt=slots.starts_at[-1] + SLOT,
            ends_at__gt=now,
        )
        .select_related("member")
        .order_by("starts_at", "member_id"),
    )
    if not shifts:
        room = np.full(len(slots), cases, dtype=np.int64)
        return Capacity(room, ((),) * len(slots), has_shifts=False)
    minutes = np.array([_minutes(shifts, start, now) for start in slots.starts_at])
    exact = minutes / handling_of(shop, now=now).minutes * (1 - _kept_free(shop, slots))
    # Rounding the running sum keeps the day's total; rounding each slot would lose calls.
    calls = np.diff(np.floor(np.cumsum(exact) + 1e-9), prepend=0.0).astype(np.int64)
    return Capacity(
        calls=np.maximum(calls - _promised(shop, slots), 0),
        members=tuple(_on_shift(shifts, start) for start in slots.starts_at),
        has_shifts=True,
    )


def _kept_free(shop: Shop, slots: Slots) -> NDArray[np.float64]:
    """The share of each half hour that is not planned; more on promotion days, for the chats."""
    calendar, settings = calendar_of(shop), shop.settings
    on_sale = max(settings.share_kept_free, settings.promotion_share_kept_free)
    days = {start.astimezone(DESK_ZONE).date() for start in slots.starts_at}
    share = {
        day: on_sale if calendar.promotion(day) is not None else settings.share_kept_free
        for day in days
    }
    kept = [share[start.astimezone(DESK_ZONE).date()] for start in slots.starts_at]
    return np.array(kept, dtype=np.float64) / 100


def _minutes(shifts: Sequence[Shift], start: dt.datetime, now: dt.datetime) -> float:
    return sum(
        max(dt.timedelta(), min(start + SLOT, shift.ends_at) - _from(shift, start, now))
        / dt.timedelta(minutes=1)
        for shift in shifts
    )


def _from(shift: Shift, start: dt.datetime, now: dt.datetime) -> dt.datetime:
    break_ends = shift.member.paused_until or now
    return max(start, shift.starts_at, now, break_ends)


def _on_shift(shifts: Sequence[Shift], start: dt.datetime) -> tuple[int, ...]:
    there = (shift for shift in shifts if shift.starts_at < start + SLOT and shift.ends_at > start)
    return tuple(dict.fromkeys(shift.member_id for shift in there))


def _promised(shop: Shop, slots: Slots) -> NDArray[np.int64]:
    taken = np.zeros(len(slots), dtype=np.int64)
    promised = Callback.objects.filter(
        shop=shop,
        is_promised=True,
        status__in=["planned", "calling"],
        starts_at__lt=slots.starts_at[-1] + SLOT,
        ends_at__gt=slots.starts_at[0],
    )
    for at in promised.values_list("starts_at", flat=True):
        holding = [n for n, start in enumerate(slots.starts_at) if start <= at < start + SLOT]
        taken[holding] += 1
    return taken
