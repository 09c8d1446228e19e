"""The only writer of alarms: a cause of a product that jumped on one day."""

import datetime as dt

from django.db import transaction

from reports.domain.batches import Batch, likely_batch
from reports.domain.spikes import Spike, find_spikes
from reports.domain.weeks import DESK_ZONE
from reports.models import Alarm
from reports.queries.spikes import (
    HISTORY_DAYS,
    Key,
    bought_as,
    day_series,
    exposure,
    spike_cases,
    variants_of,
)
from reviews.domain.reason import Reason
from reviews.models import Member, Shop

#: Complete days that are looked at again, because exports bring reviews late.
DAYS_BACK = 3
#: One alarm speaks for its cause and product this long.
QUIET = dt.timedelta(days=7)
FIRST_CASES = 5
#: Where everything jumps at once, a longer list would only hide its head.
MOST_A_DAY = 12


def find_alarms(*, now: dt.datetime, shop: Shop | None = None) -> int:
    """Look at the last complete days of one shop or all; returns how many alarms are new."""
    today = now.astimezone(DESK_ZONE).date()
    days = [today - dt.timedelta(days=back) for back in range(DAYS_BACK, 0, -1)]
    shops = [shop] if shop is not None else Shop.objects.order_by("id")
    return sum(find_alarms_of_day(shop=one, day=day, now=now) for one in shops for day in days)


def find_alarms_of_day(*, shop: Shop, day: dt.date, now: dt.datetime) -> int:
    """Store the least likely spikes of one day, but none an alarm of the last week speaks for."""
    series, by_key = day_series(shop=shop, day=day)
    found = find_spikes(series, day=day, exposure=exposure(shop=shop, day=day))
    keys = {(one.cause_code, one.product_code): key for key, one in by_key.items()}
    return sum(
        _store(shop, keys[spike.cause_code, spike.product_code], spike, now=now)
        for spike in found[:MOST_A_DAY]
    )


def _store(shop: Shop, key: Key, spike: Spike, *, now: dt.datetime) -> bool:
    cause, product = key
    assert cause is not None  # noqa: S101  # series have a cause
    spoken_for = Alarm.objects.filter(
        shop=shop, cause=cause, product=product, day__gt=spike.day - QUIET, day__lte=spike.day
    )
    with transaction.atomic():
        if spoken_for.exists():
            return False
        cases = spike_cases(shop=shop, key=key, day=spike.day)
        since = spike.day - dt.timedelta(days=HISTORY_DAYS)
        variants = variants_of(shop=shop, product=product, since=since)
        batch = likely_batch(bought_as(cases), variants_sold=variants)
        # Two sweeps at once: the constraint keeps one alarm, the other insert changes nothing.
        made = Alarm.objects.bulk_create(
            [
                Alarm(
                    shop=shop,
                    cause_id=cause,
                    product_id=product,
                    day=spike.day,
                    cases=spike.cases,
                    expected=round(spike.expected, 2),
                    chance=spike.chance,
                    first_cases=[case.public_id for case in cases[:FIRST_CASES]],
                    batch=_reason(batch).as_json() if batch else {},
                    created_at=now,
                )
            ],
            ignore_conflicts=True,
        )
    return bool(made)


def _reason(batch: Batch) -> Reason:
    counts = {"cases": batch.cases, "of": batch.of}
    if batch.first_day is None or batch.last_day is None:
        return Reason("batch_of_sku", {**counts, "sku": batch.sku})
    days = {"first": batch.first_day.isoformat(), "last": batch.last_day.isoformat()}
    if not batch.sku:
        return Reason("batch_of_days", {**counts, **days})
    return Reason("batch_of_sku_and_days", {**counts, **days, "sku": batch.sku})


def note_alarm(*, alarm: Alarm, member: Member, now: dt.datetime) -> bool:
    """Somebody has taken note; False where another was first."""
    waiting = Alarm.objects.filter(pk=alarm.pk, seen_at__isnull=True)
    return waiting.update(seen_at=now, seen_by=member) == 1
