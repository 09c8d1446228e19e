"""Orders and reviews meet, whichever comes first."""

from collections.abc import Iterable, Mapping, Sequence

from reviews.domain.clocks import ClockKind, PlatformClock, open_clocks
from reviews.domain.levels import Platform
from reviews.models import Case, Clock, ImportRun, Order, Review
from reviews.operations.many_rows import update_columns, update_rows


def link_reviews(
    *, orders: Mapping[str, Order], run: ImportRun, clocks: Sequence[PlatformClock]
) -> int:
    """Give reviews of these orders their order and buyer; returns how many were linked.

    ``orders`` by number; runs within the caller's transaction.
    """
    waiting = Review.objects.filter(
        shop=run.shop_id, order__isnull=True, order_number__among=orders
    ).values_list("pk", "order_number", "buyer_id")
    linked = [(pk, orders[number], buyer) for pk, number, buyer in waiting]
    update_columns(
        Review,
        ["order", "buyer"],
        keys=[pk for pk, _, _ in linked],
        columns=[
            [order.pk for _, order, _ in linked],
            [order.buyer_id or buyer for _, order, buyer in linked],
        ],
    )
    cases = _open_cases_of(orders.values())
    for case in cases:
        case.buyer_id = case.review.buyer_id
    update_rows(cases, ["buyer"])
    _set_number_clocks(cases, platform=Platform(run.shop.platform), clocks=clocks)
    return len(linked)


def _open_cases_of(orders: Iterable[Order]) -> list[Case]:
    pks = [order.pk for order in orders]
    found = Case.objects.filter(review__order__among=pks).exclude(status="closed")
    return list(found.select_related("review__order"))


def _set_number_clocks(
    cases: Sequence[Case], *, platform: Platform, clocks: Sequence[PlatformClock]
) -> None:
    """The number's clock starts when the trade ends, which a later export may tell first."""
    running = [
        Clock(
            case=case,
            kind=clock.kind.value,
            starts_at=clock.starts_at,
            ends_at=clock.ends_at,
            source=clock.source,
        )
        for case in cases
        for clock in open_clocks(
            platform=platform,
            rated_at=case.review.rated_at,
            trade_ended_at=case.review.order.ended_at if case.review.order else None,
            clocks=clocks,
        )
        if clock.kind is ClockKind.NUMBER_EXPIRY
    ]
    Clock.objects.bulk_create(
        running,
        update_conflicts=True,
        unique_fields=["case", "kind"],
        update_fields=["starts_at", "ends_at", "source"],
    )
