"""Which exports a shop brings in first, and where its platform's back office has them.

Menus move; what counts are the columns, so each step names those that must be in the file.
"""

from dataclasses import dataclass

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from reviews.choices import IMPORT_KIND_CHOICES


@dataclass(frozen=True, slots=True)
class Step:
    """One export: what it holds, where it is downloaded, what must be in it."""

    kind: str
    kind_name: "LazyText | str"
    where: "LazyText | str"
    needs: "LazyText | str"


_NEEDS = {
    "reviews": _("At least the time, and the text or the rating."),
    "orders": _("At least the order number, and the time or the product."),
    "refunds": _("At least the order number, and the amount or the state."),
}
_REVIEWS_TAOBAO = _(
    "Qianniu, Ratings: what your rating tool saves as a table, or the answer of the platform's API."
)
_WHERE: dict[str, dict[str, "LazyText | str"]] = {
    "taobao": {
        "reviews": _REVIEWS_TAOBAO,
        "orders": _("Qianniu, Sold items, Export in bulk: ExportOrderList, and the list of items."),
        "refunds": _("Qianniu, Refunds, Export."),
    },
    "jd": {
        "reviews": _("JD shop desk, Ratings: the table your rating tool saves."),
        "orders": _("JD shop desk, Order search, Export."),
        "refunds": _("JD shop desk, After-sales, Export."),
    },
    "pdd": {
        "reviews": _("Pinduoduo shop desk, Ratings: the table your rating tool saves."),
        "orders": _("Pinduoduo shop desk, Order search, Export in bulk."),
        "refunds": _("Pinduoduo shop desk, After-sales, Export."),
    },
    "douyin": {
        "reviews": _("Douyin shop desk, Ratings: the table your rating tool saves."),
        "orders": _("Douyin shop desk, Orders, Export."),
        "refunds": _("Douyin shop desk, After-sales, Export."),
    },
    "other": {
        "reviews": _("Any table of reviews, one review a row."),
        "orders": _("Any table of orders, one order or one item a row."),
        "refunds": _("Any table of refunds, one refund a row."),
    },
}


def steps_for(platform: str) -> list[Step]:
    """What to bring in, the reviews first: cases open from them."""
    where = _WHERE["taobao" if platform == "tmall" else platform]
    kinds = [(kind, name) for kind, name in IMPORT_KIND_CHOICES if kind in where]
    return [Step(kind, name, where[kind], _NEEDS[kind]) for kind, name in kinds]
