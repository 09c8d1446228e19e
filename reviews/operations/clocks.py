"""The deadlines that a shop sets for itself: dated, and never longer than its platform's."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from reviews.domain.clocks import ClockKind
from reviews.domain.reason import Reason
from reviews.models import Shop, ShopClock
from reviews.queries.clocks import limit_on, platform_clocks


class ClockRefused(Exception):
    """No such limit can be set; ``reason`` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.code)
        self.reason = reason


@transaction.atomic
def set_clock(
    *,
    shop: Shop,
    kind: ClockKind | str,
    days: int,
    valid_from: dt.date,
    source: str,
    now: dt.datetime,
) -> ShopClock:
    """Set a limit from a day on, or change the one of that day. Raises ClockRefused.

    Clocks that run already keep their ends: a day that is over gets no other limit.
    """
    kind, today = ClockKind(kind), timezone.localdate(now)
    if valid_from < today:
        raise ClockRefused(Reason("clock.past", {"first": today.isoformat()}))
    outer = limit_on(kind, platform_clocks(shop.platform), valid_from)
    if outer is not None and days > outer.days:
        raise ClockRefused(Reason("clock.looser", {"days": outer.days}))
    clock, _is_new = ShopClock.objects.update_or_create(
        shop=shop,
        kind=kind.value,
        valid_from=valid_from,
        defaults={"days": days, "source": source},
    )
    return clock
