"""Cases open for reviews that need recovery, with the deadlines that run for them."""

import datetime as dt
from collections.abc import Sequence

from reviews.domain.clocks import ClockKind, OpenClock, PlatformClock, open_clocks
from reviews.domain.levels import Platform
from reviews.models import Case, Clock, Member, Review
from reviews.operations.bulk_insert import insert_rows, insert_values
from reviews.operations.history import record_states


def open_cases(
    *,
    reviews: Sequence[Review],
    now: dt.datetime,
    clocks: Sequence[PlatformClock],
    member: Member | None,
) -> int:
    """Open a case for each review (which has none yet); returns how many.

    Where the change window is over the case is closed at once: it counts in the analysis and is
    never offered for a call. Runs within the caller's transaction.
    """
    running = [_clocks(review, clocks=clocks) for review in reviews]
    cases = [
        _case(review, now=now, is_over=_window_is_over(its_clocks, now))
        for review, its_clocks in zip(reviews, running, strict=True)
    ]
    insert_rows(cases)
    record_states(cases, kind="+", member=member, now=now)
    insert_values(
        Clock,
        [
            {
                "case_id": case.pk,
                "kind": clock.kind.value,
                "starts_at": clock.starts_at,
                "ends_at": clock.ends_at,
                "source": clock.source,
            }
            for case, its_clocks in zip(cases, running, strict=True)
            for clock in its_clocks
        ],
    )
    return len(cases)


def _clocks(review: Review, *, clocks: Sequence[PlatformClock]) -> tuple[OpenClock, ...]:
    return open_clocks(
        platform=Platform(review.shop.platform),
        rated_at=review.append_at or review.rated_at,
        trade_ended_at=review.order.ended_at if review.order else None,
        clocks=clocks,
    )


def _window_is_over(running: Sequence[OpenClock], now: dt.datetime) -> bool:
    return any(clock.kind is ClockKind.CHANGE_WINDOW and clock.ends_at <= now for clock in running)


def _case(review: Review, *, now: dt.datetime, is_over: bool) -> Case:
    return Case(
        shop_id=review.shop_id,
        review_id=review.pk,
        buyer_id=review.buyer_id,
        level=review.level,
        opened_at=now,
        status="closed" if is_over else "open",
        close_reason="window_over" if is_over else "",
        closed_at=now if is_over else None,
    )
