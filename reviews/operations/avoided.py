"""Contacts that the rules kept from happening, for the team board."""

import datetime as dt

from reviews.domain.reason import Reason
from reviews.models import AvoidedBreach, Case, Member


def note_avoided(*, case: Case, member: Member, reason: Reason, now: dt.datetime) -> None:
    """Write down who was about to contact whom, and why the desk did not let them."""
    AvoidedBreach.objects.create(
        shop_id=case.shop_id, case=case, member=member, reason=reason.as_json(), at=now
    )
