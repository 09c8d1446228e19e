"""Asking for a new plan: a row that the planning sweep finds.

Nobody who asks waits, and nobody waits for who asks: it may be done at any place of a transaction.
"""

import datetime as dt
from collections.abc import Iterable

from reviews.models import PlanRequest


def request_plan(*, shop_id: int, now: dt.datetime) -> None:
    """Have the shop planned anew soon; many requests end in one replanning."""
    request_plans(shop_ids=[shop_id], now=now)


def request_plans(*, shop_ids: Iterable[int], now: dt.datetime) -> None:
    """The same for several shops, each named once."""
    PlanRequest.objects.bulk_create(PlanRequest(shop_id=pk, asked_at=now) for pk in shop_ids)
