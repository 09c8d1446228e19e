"""Receivers of a shop or of a group, and what became of their deliveries."""

from reports.models import Delivery, Receiver, ReportGroup
from reviews.models import Shop

DELIVERIES_SHOWN = 20


def receivers_in_use(
    *, shop: Shop | None = None, group: ReportGroup | None = None
) -> list[Receiver]:
    """By name; addresses stay out of the page, they hold the robot's key."""
    found = Receiver.objects.filter(shop=shop, group=group, retired_at__isnull=True)
    return list(found.defer("address", "secret").order_by("name", "id"))


def last_deliveries(
    *, shop: Shop | None = None, group: ReportGroup | None = None
) -> list[Delivery]:
    """Newest first, with their receiver and report."""
    found = Delivery.objects.filter(run__shop=shop, run__group=group)
    shown = found.select_related("run", "receiver").defer("receiver__address", "receiver__secret")
    return list(shown.order_by("-created_at", "-id")[:DELIVERIES_SHOWN])
