"""Taking note of an alarm."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from reports.models import Alarm
from reports.operations.alarms import note_alarm
from reviews.access import ANALYSTS, DeskRequest, seat_required


@seat_required(ANALYSTS)
@require_POST
def seen(request: DeskRequest, alarm: str) -> HttpResponse:
    """Somebody looks into it; harmless where another was first."""
    try:
        found = Alarm.objects.get(shop=request.member.shop_id, public_id=alarm)
    except Alarm.DoesNotExist:
        raise Http404 from None
    note_alarm(alarm=found, member=request.member, now=timezone.now())
    return redirect("reports:dashboard", shop=request.member.shop.code)
