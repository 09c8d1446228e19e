"""The replay's figures: a policy over cases of a year, the rules alone and with reading the rows.

Run with ``python -m tests.benchmarks.replay [--cases 100000]``; it makes its own rows in a database
in memory (or in DATABASE_URL's, by the name test_...), which takes a minute or two.
"""

import argparse
import datetime as dt
import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reviewdesk.settings")
django.setup()

from django.conf import settings
from django.db import connection
from django.test.runner import DiscoverRunner

from compensation.domain.default_policy import default_policy
from compensation.domain.fairness import fairness_of
from compensation.domain.replay import replay, side_by_side
from compensation.queries.fairness import fair_cases
from compensation.queries.replays import replay_cases
from reviews.models import Buyer, Case, Cause, Order, Product, Review, ReviewCause, Shop
from reviews.operations.shops import create_shop

NOW = dt.datetime(2026, 11, 18, 10, tzinfo=dt.UTC)
_BATCH = 5_000
_T = TypeVar("_T")


def main() -> None:
    """Print one line a measure: seconds, and what it found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=int, default=100_000)
    number: int = parser.parse_args().cases
    settings.MIGRATION_MODULES = {app.rsplit(".", 1)[-1]: None for app in settings.INSTALLED_APPS}
    runner = DiscoverRunner(verbosity=0)
    made = runner.setup_databases()
    try:
        _measure(number)
    finally:
        runner.teardown_databases(made)


def _measure(number: int) -> None:
    shop, policy = make_cases(number), default_policy()
    since, until = (NOW - dt.timedelta(days=366)).date(), NOW.date()
    period: dict[str, Any] = {"shop": shop, "since": since, "until": until}
    _say("database", connection.vendor, "cases", number, "load", f"{os.getloadavg()[0]:.1f}")
    cases = _timed("read the cases", lambda: list(replay_cases(**period)))
    result = _timed("replay, the rules alone", lambda: replay(policy, cases))
    _timed("two versions side by side", lambda: side_by_side(policy, policy, cases, shown=8))
    _timed(
        "replay of the period, reading and rules", lambda: replay(policy, replay_cases(**period))
    )
    _timed("fairness of the period", lambda: fairness_of(fair_cases(**period)))
    _say("covered", result.total.covered, "approvals", result.approvals)


def make_cases(number: int) -> Shop:
    """A shop with so many cases over a year, each with buyer, order, review and causes."""
    shop = create_shop(code="bench", name="Bench", platform="taobao", now=NOW)
    causes = list(Cause.objects.filter(shop=shop))
    products = Product.objects.bulk_create(
        Product(shop=shop, item_id=f"{at}", title=f"p{at}", line=f"l{at % 5}") for at in range(40)
    )
    dice = random.Random(7)
    for first in range(0, number, _BATCH):
        _batch(shop, causes, products, range(first, min(first + _BATCH, number)), dice)
    return shop


def _batch(
    shop: Shop, causes: list[Cause], products: list[Product], places: range, dice: random.Random
) -> None:
    at = [NOW - dt.timedelta(minutes=dice.randrange(365 * 1_440)) for _place in places]
    buyers = Buyer.objects.bulk_create(
        Buyer(shop=shop, key_index=f"b{place}", first_seen_at=NOW, place_type="office")
        for place in places
    )
    orders = Order.objects.bulk_create(
        Order(
            shop=shop,
            number=f"{place}",
            buyer=buyer,
            paid_fen=dice.randrange(900, 60_000),
            ordered_at=opened - dt.timedelta(days=6),
            province=f"省{place % 31}",
        )
        for place, buyer, opened in zip(places, buyers, at, strict=True)
    )
    reviews = Review.objects.bulk_create(
        Review(
            shop=shop,
            key=f"r{order.number}",
            product=dice.choice(products),
            order=order,
            buyer=order.buyer,
            level=dice.choice(["bad", "neutral"]),
            stars=dice.randint(1, 3),
            content="漏水",
            rated_at=opened,
            first_seen_at=opened,
        )
        for order, opened in zip(orders, at, strict=True)
    )
    ReviewCause.objects.bulk_create(_labels(reviews, causes, dice))
    Case.objects.bulk_create(
        Case(
            shop=shop,
            review=review,
            buyer=review.buyer,
            level=review.level,
            opened_at=opened,
            contacted_at=opened,
        )
        for review, opened in zip(reviews, at, strict=True)
    )


def _labels(
    reviews: list[Review], causes: list[Cause], dice: random.Random
) -> Iterator[ReviewCause]:
    for review in reviews:
        for number, cause in enumerate(dice.sample(causes, dice.choice([1, 1, 2]))):
            yield ReviewCause(
                review=review,
                cause=cause,
                source="reader",
                version="bench",
                confidence=0.9,
                evidence=[[0, 2]],
                is_main=number == 0,
                decided_at=NOW,
            )


def _timed(what: str, act: Callable[[], _T]) -> _T:
    started, cpu = time.perf_counter(), time.process_time()
    found = act()
    _say(
        what,
        f"{time.perf_counter() - started:.2f} s",
        f"of them cpu {time.process_time() - cpu:.2f} s",
    )
    return found


def _say(*cells: object) -> None:
    sys.stdout.write("\t".join(str(cell) for cell in cells) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
