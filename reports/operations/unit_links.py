"""The only writer of links for units: each making and revoking is kept for the audit page."""

import datetime as dt

from reports.models import Action
from reports.queries.unit_links import MADE, REVOKED, asked_of
from reviews.models import Member
from reviews.operations.exports import log_export


def make_unit_link(*, member: Member, unit: str, now: dt.datetime) -> None:
    """Let whoever holds the new link see and answer the unit's actions for some weeks."""
    _log(member, MADE, unit, now)


def revoke_unit_links(*, member: Member, unit: str, now: dt.datetime) -> None:
    """End every link of the unit made so far."""
    _log(member, REVOKED, unit, now)


def _log(member: Member, what: str, unit: str, now: dt.datetime) -> None:
    shown = Action.objects.filter(shop=member.shop_id, unit=unit).exclude(status="closed")
    log_export(member=member, what=what, query=asked_of(unit), rows=shown.count(), now=now)
