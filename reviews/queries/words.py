"""Words in reviews: where an index helps to find them."""

from django.db import connection
from django.db.models import BooleanField, F, Func, Q, TextField, Value
from django.db.models.expressions import CombinedExpression

from reviews.models import Member, Review
from reviews.queries.filters import by_nick
from reviews.queries.time_limit import TookTooLong, at_most

#: Words in more reviews than this are met soon by going through the cases in their order.
RARE = 2_000
#: Even to count so many takes the index longer where the pairs are in most reviews, in seconds.
LOOKED_UP_WITHIN = 0.3
#: Of a single character there are no pairs.
_SHORTEST = 2


def rare_words(words: str, *, member: Member) -> Q:
    """The reviews of cases that may have these words, where they are few; else everything.

    So it is where they are a buyer's nick, which stands in no review.

    It changes how fast the right cases are found and never which: the condition of the words
    themselves stays. On PostgreSQL the index of pairs of characters answers (migration 12): two
    characters are what Chinese words are made of.
    """
    if connection.vendor != "postgresql" or len(words) < _SHORTEST:
        return Q()
    if by_nick(words, member).exists():
        return Q()
    pairs = Func(F("content"), F("append_content"), function="review_pairs")
    asked = Func(
        Value(words, output_field=TextField()),
        Value("", output_field=TextField()),
        function="review_pairs",
    )
    has_all = CombinedExpression(pairs, "@>", asked, output_field=BooleanField())
    found = Review.objects.filter(has_all, shop=member.shop_id).order_by()
    try:
        with at_most(LOOKED_UP_WITHIN):
            keys = list(found.values_list("pk", flat=True)[: RARE + 1])
    except TookTooLong:
        return Q()
    return Q() if len(keys) > RARE else Q(review__among=keys)
