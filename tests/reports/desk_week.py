"""A shop with the hand-counted week in its database."""

import datetime as dt

from reports.domain.weeks import IsoWeek
from reviews.models import Case, Cause, Product, Shop
from tests import factories as make

WEEK = IsoWeek(2026, 46)
NOON = dt.timedelta(hours=12)
#: A Monday, 06:00, after the week.
MONDAY = WEEK.ends_at + dt.timedelta(hours=6)


def make_cause(shop: Shop, code: str, unit: str = "product", name: str = "") -> Cause:
    return make.CauseFactory.create(
        shop=shop, code=code, unit=unit, name=name or code, name_en=code.replace("_", " ")
    )


def make_case(
    shop: Shop,
    *,
    cause: Cause | None = None,
    product: Product | None = None,
    week: IsoWeek = WEEK,
    day: int = 1,
    level: str = "bad",
    **given: object,
) -> Case:
    """A case whose review was written at noon on a day of the week (0 = Monday)."""
    rated_at = week.starts_at + dt.timedelta(days=day) + NOON
    review_given = {
        name.removeprefix("review__"): given.pop(name)
        for name in list(given)
        if name.startswith("review__")
    }
    review = make.ReviewFactory.create(
        **{
            "shop": shop,
            "product": product or make.ProductFactory.create(shop=shop),
            "level": level,
            "rated_at": rated_at,
            "first_seen_at": rated_at + dt.timedelta(hours=1),
            **review_given,
        }
    )
    if cause is not None:
        make.ReviewCauseFactory.create(review=review, cause=cause)
    return make.CaseFactory.create(
        **{"review": review, "shop": shop, "opened_at": review.first_seen_at, **given}
    )
