"""What the shop has promised: warned of before its date, escalated after."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from compensation.queries.promises import promises_of
from reviews.access import CALLERS, DeskRequest, seat_required


@seat_required(CALLERS)
def promises(request: DeskRequest) -> HttpResponse:
    """Overdue ones first, then those of the next day, then the rest."""
    now = timezone.now()
    found = promises_of(shop=request.member.shop, now=now)
    groups = [
        (_("Overdue: for lead and owner to see to"), "bad", found.overdue),
        (_("Due within a day"), "warn", found.soon),
        (_("Later"), "soft", found.later),
    ]
    context = {"groups": groups, "share": found.share, "now": now}
    return render(request, "compensation/promises.html", context)
