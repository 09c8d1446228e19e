"""What the page can be narrowed to: the causes and products of the weeks it shows."""

from dataclasses import dataclass

from reports.domain.trend import TREND_WEEKS
from reports.domain.weeks import IsoWeek, weeks_up_to
from reports.models import RollupCell
from reports.queries.narrowing import Narrowing
from reviews.models import Cause, Product, Shop

MOST_PRODUCTS = 200


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
