"""What may be abuse of a review: for a person to judge, and apart from its causes."""

import datetime as dt

from django.db.models import Count, Q

from reviews.domain.causes.abuse import Elsewhere, pattern_hint
from reviews.domain.reason import Reason
from reviews.models import Case

#: A pattern is sought among the cases of so many days.
DAYS = 90


def abuse_hints(case: Case, *, now: dt.datetime) -> list[Reason]:
    """The sign in the review's words, and the buyer's pattern in the desk's other shops."""
    stored = case.review.abuse_hint
    found = [Reason.from_json(stored)] if stored else []
    pattern = _pattern(case, now)
    return [*found, pattern] if pattern else found


def _pattern(case: Case, now: dt.datetime) -> Reason | None:
    """By the blind index of the number, which is the same in all shops; purged buyers have none."""
    index = case.buyer.phone_index if case.buyer is not None else ""
    if not index:
        return None
    others = Case.objects.filter(
        buyer__phone_index=index, opened_at__gt=now - dt.timedelta(days=DAYS)
    ).exclude(shop=case.shop_id)
    told = others.aggregate(
        reviews=Count("pk"),
        shops=Count("shop", distinct=True),
        pressing=Count("pk", filter=~Q(review__abuse_hint={})),
    )
    return pattern_hint(Elsewhere(**told, days=DAYS))
