"""The next case: one key, one claim."""

import datetime as dt

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from reviews.access import CALLERS, DeskRequest, seat_required
from reviews.models import Attempt
from reviews.operations.attempts import UNDO_WITHIN
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
    _offer_undo(request, request.POST.get("after", ""), now)
    return redirect("reviews:case", shop=request.member.shop.code, case=case.public_id)


def _offer_undo(request: DeskRequest, public_id: str, now: dt.datetime) -> None:
    """What was reported a moment ago can still be taken back from the next case."""
    if not public_id:
        return
    mine = Attempt.objects.filter(
        public_id=public_id,
        member=request.member.pk,
        undone_at__isnull=True,
        at__gt=now - UNDO_WITHIN,
    )
    reported = mine.select_related("case", "case__buyer").first()
    if reported is None:
        return
    shop = request.member.shop.code
    undo = reverse("reviews:undo", args=(shop, reported.case.public_id, public_id))
    buyer = reported.case.buyer.nick_masked if reported.case.buyer is not None else ""
    words = f"{buyer} · {reported.get_outcome_display()}".removeprefix(" · ")
    messages.info(request, words, extra_tags=f"undo:{undo}")
