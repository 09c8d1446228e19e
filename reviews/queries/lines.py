"""Who is on the line with whom: calls that were started and not yet reported, desk-wide."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from reviews.domain.contact_rules import Line
from reviews.models import Callback, Case, Member

#: How long a started call holds the buyer before the sweep gives it back.
CALL_LEASE = dt.timedelta(minutes=20)


@dataclass(frozen=True, slots=True)
class OpenLine:
    """A call under way; there are never more of them than colleagues."""

    case: int
    phone_index: str
    shop: int
    owner: int | None
    name: str
    until: dt.datetime

    def is_with(self, case: Case) -> bool:
        """Whether this is the same person: the same case, or the same number in any shop."""
        same_number = case.buyer is not None and self.phone_index == case.buyer.phone_index
        return self.case == case.pk or (bool(self.phone_index) and same_number)


def open_lines(*, now: dt.datetime) -> list[OpenLine]:
    """Every call under way on the desk, in one small query."""
    rows = Callback.objects.filter(status="calling", lease_until__gt=now).order_by("id")
    columns = ("case", "case__buyer__phone_index", "shop", "owner", "owner__display_name")
    return [
        OpenLine(case, index or "", shop, owner, name or "", until)
        for case, index, shop, owner, name, until in rows.values_list(*columns, "lease_until")
    ]


def lines_of(
    cases: Iterable[Case],
    *,
    member: Member | None,
    now: dt.datetime,
) -> Mapping[int, Line]:
    """The call that keeps ``member`` from dialling, by case; nobody's own call is in the way.

    For nobody in particular (the plan) a call through the case itself is not in its own way. Only
    a colleague of the same shop is named.
    """
    lines = [line for line in open_lines(now=now) if member is None or line.owner != member.pk]
    found: dict[int, Line] = {}
    for case in cases if lines else ():
        for line in lines:
            if line.is_with(case) and (member is not None or line.case != case.pk):
                name = line.name if line.shop == case.shop_id else ""
                found[case.pk] = Line(line.until, name)
    return found
