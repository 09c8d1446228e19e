"""Reviews that the reader of causes in use has not read, in the order in which they need it."""

from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL

from reviews.models import Review, Shop

# Word for word the conditions of two partial indexes: SQLite takes neither where the values come
# as parameters, and went through the whole table every minute.
_LEVELS = "reviews_review.level IN ('neutral', 'bad', 'unrated')"
_NEVER_READ = f"reviews_review.causes_version = '' AND {_LEVELS}"
_READ_ONCE = f"reviews_review.causes_version > '' AND {_LEVELS}"


def unread(
    reviews: QuerySet[Review], *, shop: Shop, version: str
) -> tuple[
    QuerySet[Review], QuerySet[Review], QuerySet[Review], QuerySet[Review], QuerySet[Review]
]:
    """Those of ``reviews`` another version than ``version`` read, and first those none has read.

    Neutral, bad and unrated ones each by their index and in its order; between them good ones that
    have a case, which an angry append opened.
    """
    of_shop = reviews.filter(shop=shop)
    with_case = of_shop.filter(level="good", case__shop=shop).order_by("pk")
    once = of_shop.filter(_literally(_READ_ONCE)).order_by("causes_version")
    return (
        of_shop.filter(_literally(_NEVER_READ)).order_by("pk"),
        with_case.filter(causes_version=""),
        once.filter(causes_version__lt=version),
        once.filter(causes_version__gt=version),
        with_case.exclude(causes_version__in=["", version]),
    )


def _literally(condition: str) -> RawSQL:
    return RawSQL(condition, (), output_field=BooleanField())  # noqa: S611  # ours, no value in it
