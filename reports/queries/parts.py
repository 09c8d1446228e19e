"""What the page can be narrowed to: the causes and products of the weeks it shows."""

from collections.abc import Collection
from dataclasses import dataclass

from reports.domain.trend import TREND_WEEKS
from reports.domain.weeks import IsoWeek, weeks_up_to
from reports.models import RollupCell
from reports.queries.narrowing import Narrowing
from reviews.models import Cause, Member, Product, Shop

MOST_PRODUCTS = 200


def shops_to_show(*, member: Member, roles: Collection[str]) -> list[tuple[str, str]]:
    """Code and name of the shops whose reports this person may see, by name."""
    seats = Member.objects.filter(user=member.user_id, is_active=True, role__in=roles)
    return list(seats.order_by("shop__name", "shop").values_list("shop__code", "shop__name"))


@dataclass(frozen=True, slots=True)
class PartChoices:
    """Code or id and name of each, the chosen ones among them."""

    causes: list[tuple[str, str]]
    products: list[tuple[str, str]]


def part_choices(*, shop: Shop, week: IsoWeek, narrowing: Narrowing) -> PartChoices:
    """Causes by their place in the tree, products by their title."""
    mondays = [one.monday for one in weeks_up_to(week, count=TREND_WEEKS)]
    cells = RollupCell.objects.filter(rollup__shop=shop, rollup__monday__in=mondays)
    causes = Cause.objects.filter(shop=shop, pk__in=cells.values("cause"))
    products = Product.objects.filter(shop=shop, pk__in=cells.values("product"))
    if narrowing.product:
        products |= Product.objects.filter(shop=shop, public_id=narrowing.product)
    named = products.order_by("title", "id").values_list("public_id", "title", "item_id")
    return PartChoices(
        causes=[(cause.code, cause.label) for cause in causes.order_by("position", "id")],
        products=[(ref, title or code) for ref, title, code in named[:MOST_PRODUCTS]],
    )
