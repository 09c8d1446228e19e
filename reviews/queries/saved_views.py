"""The saved views a member may use."""

from django.db.models import Q, QuerySet

from reviews.models import Member, SavedView


def views_of(member: Member) -> QuerySet[SavedView]:
    """Their own and the shop's shared ones, by name; the people behind them are joined."""
    usable = Q(member=member) | Q(is_shared=True)
    return (
        SavedView.objects.filter(usable, shop=member.shop_id)
        .select_related("member")
        .order_by("name", "id")
    )
