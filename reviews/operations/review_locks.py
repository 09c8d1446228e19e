"""Several reviews held at once, always in the order of their keys."""

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet

from reviews.models import Review


def lock_reviews(review_ids: "Collection[int] | QuerySet[Any, Any]") -> None:
    """Whoever changes several reviews, or the causes of one, holds them first, as the reader does.

    In another order two who change the same ones would wait for each other.
    """
    held = Review.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=review_ids)
    list(held.order_by("pk").values_list("pk", flat=True))
