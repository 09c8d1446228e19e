"""Receivers of a shop and what became of their deliveries."""

from reports.models import Delivery, Receiver
from reviews.models import Member

DELIVERIES_SHOWN = 20


def receivers_in_use(*, member: Member) -> list[Receiver]:
    """By name; addresses stay out of the page, they hold the robot's key."""
    found = Receiver.objects.filter(shop=member.shop_id, retired_at__isnull=True)
    return list(found.defer("address", "secret").order_by("name", "id"))


def last_deliveries(*, member: Member) -> list[Delivery]:
    """Newest first, with their receiver and report."""
    found = Delivery.objects.filter(run__shop=member.shop_id).select_related("run", "receiver")
    shown = found.defer("receiver__address", "receiver__secret").order_by("-created_at", "-id")
    return list(shown[:DELIVERIES_SHOWN])
