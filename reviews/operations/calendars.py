"""The days a shop declares: added, taken away, and which usual ones it keeps."""

import datetime as dt

from django.db import transaction

from reviews.domain.day_spans import SpanKind
from reviews.domain.reason import Reason
from reviews.models import CalendarSpan, Shop, ShopSettings
from reviews.operations.plan_requests import request_plan

FIRST_DAY, LAST_DAY = dt.date(2000, 1, 1), dt.date(2099, 12, 31)
LONGEST = {
    SpanKind.WORKDAY: 31,
    SpanKind.OFF: 31,
    SpanKind.SCHOOL: 120,
    SpanKind.PROMOTION: 31,
}
#: A day is worked or free, not both.
_DAY_KINDS = (SpanKind.WORKDAY.value, SpanKind.OFF.value)


class SpanRefused(Exception):
    """These days can't be declared so; ``reason`` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.code)
        self.reason = reason


@transaction.atomic
def declare_days(
    *,
    shop: Shop,
    kind: SpanKind | str,
    starts_on: dt.date,
    ends_on: dt.date,
    name: str,
    now: dt.datetime,
) -> CalendarSpan:
    """Declare days of a kind, both ends included, and ask for a new plan. Raises SpanRefused."""
    kind = SpanKind(kind)
    _check_span(kind, starts_on, ends_on)
    # Two people at once: the shop's settings are the lock.
    ShopSettings.objects.select_for_update().get(shop=shop)
    kinds = _DAY_KINDS if kind.value in _DAY_KINDS else (kind.value,)
    there = CalendarSpan.objects.filter(
        shop=shop, kind__in=kinds, starts_on__lte=ends_on, ends_on__gte=starts_on
    )
    if (first := there.order_by("starts_on", "id").first()) is not None:
        raise SpanRefused(
            Reason(
                "calendar.overlaps",
                {"first": first.starts_on.isoformat(), "last": first.ends_on.isoformat()},
            )
        )
    span = CalendarSpan.objects.create(
        shop=shop, kind=kind.value, starts_on=starts_on, ends_on=ends_on, name=name
    )
    request_plan(shop_id=shop.pk, now=now)
    return span


@transaction.atomic
def forget_days(*, shop: Shop, span_id: int, now: dt.datetime) -> bool:
    """Take declared days of the shop away; False where there are none."""
    span = CalendarSpan.objects.filter(shop=shop, pk=span_id).first()
    if span is None:
        return False
    span.delete()  # one by one: a queryset would write no history
    request_plan(shop_id=shop.pk, now=now)
    return True


def _check_span(kind: SpanKind, starts_on: dt.date, ends_on: dt.date) -> None:
    if ends_on < starts_on:
        raise SpanRefused(Reason("calendar.reversed"))
    if starts_on < FIRST_DAY or ends_on > LAST_DAY:
        first, last = FIRST_DAY.year, LAST_DAY.year
        raise SpanRefused(Reason("calendar.far_away", {"first": first, "last": last}))
    if (ends_on - starts_on).days >= LONGEST[kind]:
        raise SpanRefused(Reason("calendar.too_long", {"days": LONGEST[kind]}))
