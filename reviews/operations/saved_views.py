"""Filters of the queue kept under a name, for oneself or for the shop."""

import datetime as dt

from django.db import transaction

from reviews.choices import LEAD, OWNER
from reviews.domain.masking import mask_query
from reviews.models import Member, SavedView

#: More than this is no shortcut any more.
MOST_VIEWS = 20
#: What the column holds.
LONGEST_QUERY = 500


class TooManyViews(Exception):
    """This member keeps `MOST_VIEWS` already."""


@transaction.atomic
def save_view(
    *, member: Member, name: str, query: str, is_shared: bool, now: dt.datetime
) -> SavedView:
    """Keep filters under a name; the same name again replaces them. Raises TooManyViews.

    A phone number that was searched for is kept masked: views are shared and stay.
    """
    query = mask_query(query)[:LONGEST_QUERY]
    # The lock makes two savings of one person count each other.
    Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    others = SavedView.objects.filter(member=member).exclude(name=name)
    if others.count() >= MOST_VIEWS:
        raise TooManyViews
    view, _is_new = SavedView.objects.update_or_create(
        member=member,
        name=name,
        defaults={"shop_id": member.shop_id, "query": query, "is_shared": is_shared},
        create_defaults={
            "shop_id": member.shop_id,
            "query": query,
            "is_shared": is_shared,
            "created_at": now,
        },
    )
    return view


def forget_view(*, view: SavedView, member: Member) -> bool:
    """Remove one's own view, or as lead or owner a shared one; False where it is not one's to."""
    may = view.member_id == member.pk or (view.is_shared and member.role in {LEAD, OWNER})
    return may and SavedView.objects.filter(pk=view.pk).delete()[0] == 1
