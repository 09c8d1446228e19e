"""What counted cases share: carrier, warehouse, variant; and the cases that have one of them."""

from dataclasses import dataclass
from itertools import starmap

from django.db.models import Count, Q, QuerySet

from reviews.models import Case

MOST_VALUES = 6


@dataclass(frozen=True, slots=True)
class Traits:
    """A carrier, a warehouse and a variant as the platform writes them; empty for any."""

    carrier: str = ""
    warehouse: str = ""
    sku: str = ""

    def condition(self) -> Q:
        """On cases."""
        wanted = Q()
        if self.carrier:
            wanted &= Q(review__order__carrier=self.carrier)
        if self.warehouse:
            wanted &= Q(review__order__warehouse=self.warehouse)
        return wanted & Q(review__sku=self.sku) if self.sku else wanted


NO_TRAITS = Traits()


@dataclass(frozen=True, slots=True)
class Shared:
    """One value of a trait and how many of the cases have it."""

    value: str
    cases: int


def shared_traits(found: QuerySet[Case]) -> dict[str, list[Shared]]:
    """The most frequent values of each among the cases; those nobody knows left out."""
    return {
        "carrier": _values(found, "review__order__carrier"),
        "warehouse": _values(found, "review__order__warehouse"),
        "sku": _values(found, "review__sku"),
    }


def _values(found: QuerySet[Case], field: str) -> list[Shared]:
    named = found.exclude(Q(**{field: ""}) | Q(**{f"{field}__isnull": True})).order_by()
    counted = named.values_list(field).annotate(cases=Count("pk", distinct=True))
    return list(starmap(Shared, counted.order_by("-cases", field)[:MOST_VALUES]))
