"""Asking for a new plan: a mark on the shop's row that the planning sweep finds."""

import datetime as dt

from reviews.models import Shop


def request_plan(*, shop_id: int, now: dt.datetime) -> None:
    """Mark the shop's plan as stale; many requests end in one replanning."""
    Shop.objects.filter(pk=shop_id).update(plan_requested_at=now)
