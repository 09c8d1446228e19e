"""The next case: one key, one claim."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from reviews.access import CALLERS, DeskRequest, seat_required
from reviews.operations.queue import held_case, next_case


@require_POST
@seat_required(CALLERS)
def claim_next(request: DeskRequest) -> HttpResponse:
    """Claim the best case for this member and open it, or the one they still hold.

    The button of a card names its case (``leaving``): only there "next" gives a case back.
    """
    now = timezone.now()
    if request.member.paused_until and request.member.paused_until > now:
        messages.info(request, _("You are on a break. End it to get the next case."))
        return redirect("reviews:today", shop=request.member.shop.code)
    leaving = request.POST.get("leaving", "")
    held = held_case(member=request.member, leaving=leaving, now=now)
    case = next_case(shop=request.member.shop, member=request.member, leaving=leaving, now=now)
    if case is None:
        messages.info(request, _("Nobody may be called right now. The plan shows when."))
        return redirect("reviews:today", shop=request.member.shop.code)
    if case == held:
        words = _("You still work on this case. Press N here to leave it and get the next one.")
        messages.info(request, words)
    return redirect("reviews:case", shop=request.member.shop.code, case=case.public_id)
