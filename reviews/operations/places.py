"""Correcting what the desk believes of a buyer's hours."""

import datetime as dt

from django.db import transaction

from reviews.domain.places import PlaceType
from reviews.models import Buyer
from reviews.operations.plan_requests import request_plan

#: People move and change work: a corrected place holds for half a year.
CORRECTION_HOLDS = dt.timedelta(days=180)


@transaction.atomic
def correct_place(*, buyer: Buyer, place_type: PlaceType | str, now: dt.datetime) -> None:
    """A colleague knows better what kind of place the buyer lives or works in.

    It changes when the desk calls, nothing else; raises ValueError for an unknown kind.
    """
    place = PlaceType(place_type)
    Buyer.objects.filter(pk=buyer.pk).update(
        place_type=place.value,
        place_corrected_at=now,
        place_expires_at=now + CORRECTION_HOLDS,
    )
    request_plan(shop_id=buyer.shop_id, now=now)
