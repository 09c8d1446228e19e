"""The only writer of groups of shops that are reported together."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.text import Truncator

from reports.models import ReportGroup
from reports.queries.report_groups import shops_to_group
from reviews.domain.reason import Reason
from reviews.models import Shop, User

FEWEST_SHOPS = 2
LONGEST_NAME = 60


class WrongGroup(Exception):
    """The group can't be made; ``reason`` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.code)
        self.reason = reason


@transaction.atomic
def make_group(*, user: User, name: str, shops: Sequence[Shop], now: dt.datetime) -> ReportGroup:
    """Report these shops together. Raises WrongGroup for one shop, or one that is not theirs."""
    wanted = {shop.pk for shop in shops}
    own = set(shops_to_group(user).values_list("pk", flat=True))
    if not wanted <= own:
        raise WrongGroup(Reason("group_of_foreign_shops"))
    if len(wanted) < FEWEST_SHOPS:
        raise WrongGroup(Reason("group_needs_two_shops"))
    group = ReportGroup.objects.create(name=name, created_at=now, created_by=user)
    group.shops.set(wanted)
    return group


@transaction.atomic
def unlisted_group(*, shops: Sequence[Shop], now: dt.datetime) -> ReportGroup:
    """The group that stands for shops named together on the command line: on no page, unasked."""
    wanted = {shop.pk for shop in shops}
    unlisted = ReportGroup.objects.filter(
        retired_at__isnull=False, created_by__isnull=True, shops=shops[0]
    )
    for known in unlisted.order_by("id"):
        if set(known.shops.values_list("pk", flat=True)) == wanted:
            return known
    name = Truncator(" + ".join(shop.name for shop in shops)).chars(LONGEST_NAME)
    group = ReportGroup.objects.create(name=name, created_at=now, retired_at=now)
    group.shops.set(wanted)
    return group


def retire_group(*, group: ReportGroup, now: dt.datetime) -> bool:
    """Report the group no more; False where that was said before."""
    in_use = ReportGroup.objects.filter(pk=group.pk, retired_at__isnull=True)
    return in_use.update(retired_at=now) == 1
