"""Addresses from marks of a chart to the cases behind them."""

from urllib.parse import urlencode

from django.urls import reverse

from reports.domain.rows import CauseMark, ProductRef
from reviews.models import Shop


def queue_link(shop: Shop, cause: CauseMark, product: ProductRef | None = None) -> str:
    """The queue under this cause, and this product where one is given."""
    asked = {"cause": cause.code}
    if product is not None and product.ref:
        asked["product"] = product.ref
    return f"{reverse('reviews:queue', kwargs={'shop': shop.code})}?{urlencode(asked)}"
