"""Addresses from figures and marks of a chart to the cases behind them."""

from urllib.parse import urlencode

from django.urls import reverse

from reports.domain.rows import CauseMark, ProductRef
from reports.domain.weeks import IsoWeek
from reviews.models import Shop


def cases_link(
    shop: Shop, week: IsoWeek, cause: CauseMark, product: ProductRef | None = None
) -> str:
    """The cases counted under this cause, and this product where one is given."""
    asked = {"week": str(week), "cause": cause.code}
    if product is not None and product.ref:
        asked["product"] = product.ref
    return f"{reverse('reports:cases', kwargs={'shop': shop.code})}?{urlencode(asked)}"
