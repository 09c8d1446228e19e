"""Signed links that open a unit's corrective actions without a seat.

A link is an entry of the export log: made by whom, for which unit, until when it may be used. A
later entry that revokes the unit's links ends all before it.
"""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.db.models import Count

from reports.models import Action
from reviews.choices import UNIT_CHOICES
from reviews.models import ExportLog, Shop

MADE, REVOKED = "unit_link", "unit_links_revoked"
SIGNER = signing.Signer(salt="reports.unit-link")


@dataclass(frozen=True, slots=True)
class UnitSeat:
    """What a valid link opens: the actions of one unit of one shop, until a moment."""

    shop: Shop
    unit: str
    until: dt.datetime
    link_id: int


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit, its actions that aren't closed, and its newest link where one is valid."""

    unit: str
    actions: int
    link: str = ""
    until: dt.datetime | None = None
    made_by: str = ""


def asked_of(unit: str) -> str:
    """How the log names a unit."""
    return f"unit={unit}"


def link_of(entry: ExportLog, *, unit: str) -> str:
    """The signed text of a link; the same entry always gives the same."""
    until = int(_until(entry).timestamp())
    return SIGNER.sign_object([entry.shop_id, unit, entry.pk, until])


def _until(entry: ExportLog) -> dt.datetime:
    return entry.at + dt.timedelta(days=settings.UNIT_LINK_DAYS)


def read_link(link: str, *, now: dt.datetime) -> UnitSeat | None:
    """What a link opens now; None for one that is forged, expired or revoked."""
    try:
        shop_id, unit, entry_id, until = SIGNER.unsign_object(link)
    except (signing.BadSignature, ValueError):
        return None
    ends_at = dt.datetime.fromtimestamp(until, dt.UTC)
    if now >= ends_at:
        return None
    of_unit = ExportLog.objects.filter(shop=shop_id, query=asked_of(unit))
    made = of_unit.filter(pk=entry_id, what=MADE).select_related("shop").first()
    if made is None or of_unit.filter(pk__gt=entry_id, what=REVOKED).exists():
        return None
    return UnitSeat(shop=made.shop, unit=unit, until=ends_at, link_id=entry_id)


def unit_lines(*, shop: Shop, now: dt.datetime) -> list[UnitLine]:
    """Every unit with what it has to do and its newest valid link; busy units first."""
    unended = Action.objects.filter(shop=shop).exclude(status="closed").order_by()
    actions = dict(unended.values_list("unit").annotate(n=Count("pk")))
    units = sorted((unit for unit, _name in UNIT_CHOICES), key=lambda unit: -actions.get(unit, 0))
    return [_line(shop, unit, actions.get(unit, 0), now) for unit in units]


def _line(shop: Shop, unit: str, actions: int, now: dt.datetime) -> UnitLine:
    entries = ExportLog.objects.filter(shop=shop, query=asked_of(unit), what__in=[MADE, REVOKED])
    newest = entries.select_related("member").order_by("-pk").first()
    if newest is None or newest.what == REVOKED or _until(newest) <= now:
        return UnitLine(unit, actions)
    return UnitLine(
        unit,
        actions,
        link=link_of(newest, unit=unit),
        until=_until(newest),
        made_by=newest.member.display_name,
    )
