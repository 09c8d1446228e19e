"""Groups of shops that are reported together, and who may see them."""

from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet

from reports.models import ReportGroup, ReportRun
from reviews.models import Shop, User

#: Who may see a group's figures: with one of these roles in every one of its shops.
GROUP_ROLES = ("owner", "ops")
RUNS_SHOWN = 4


@dataclass(frozen=True, slots=True)
class GroupCard:
    """A group with its shops and its newest workbooks."""

    group: ReportGroup
    shops: list[Shop]
    runs: list[ReportRun]


def shops_to_group(user: User) -> QuerySet[Shop]:
    """The shops whose figures this person may put together."""
    return Shop.objects.filter(
        members__user=user, members__is_active=True, members__role__in=GROUP_ROLES
    ).order_by("name", "id")


def groups_seen_by(user: User) -> QuerySet[ReportGroup]:
    """Groups in use all of whose shops this person may put together; one without shops is none."""
    own = Q(shops__in=shops_to_group(user).values("pk"))
    counted = ReportGroup.objects.filter(retired_at__isnull=True).annotate(
        all_shops=Count("shops", distinct=True), own_shops=Count("shops", filter=own, distinct=True)
    )
    return counted.filter(all_shops__gt=0, all_shops=F("own_shops")).order_by("name", "id")


def group_cards(user: User) -> list[GroupCard]:
    """What the page of groups shows."""
    return [
        GroupCard(
            group=group,
            shops=list(group.shops.order_by("name", "id")),
            runs=list(group.reports.order_by("-created_at", "-id")[:RUNS_SHOWN]),
        )
        for group in groups_seen_by(user)
    ]
