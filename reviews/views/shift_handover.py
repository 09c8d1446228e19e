"""The end of a shift: what I have in hand, to whom it goes, and what was handed to me."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from reviews import reasons
from reviews.access import CALLERS, DeskRequest, seat_required
from reviews.domain.shift_handover import Fate
from reviews.forms import ShiftHandoverForm
from reviews.models import Member, ShiftHandover
from reviews.operations.drafts import keep_draft
from reviews.operations.shift_handovers import (
    Handed,
    HandoverRefused,
    hand_over_shift,
    see_handover,
)
from reviews.queries.shift_handover import shift_of
from reviews.views.found import case_of


@seat_required(CALLERS)
def handover_page(request: DeskRequest) -> HttpResponse:
    """What would go; a POST hands it over as one act."""
    now = timezone.now()
    form = ShiftHandoverForm(request.POST or None, member=request.member)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["to"]
        to = Member.objects.filter(shop=request.member.shop_id, public_id=chosen).first()
        try:
            handed = hand_over_shift(
                member=request.member,
                to=to if chosen else None,
                word=form.cleaned_data["word"],
                listed=request.POST.getlist("case")[:_MOST],
                now=now,
            )
        except HandoverRefused as refused:
            form.add_error(None, reasons.render(refused.reason))
        else:
            _tell(request, handed)
            return redirect("reviews:today", shop=request.member.shop.code)
    lines = shift_of(request.member, now=now)
    context = {
        "form": form,
        "lines": [line for line in lines if line.decision.fate is not Fate.STAYS],
    }
    status = 422 if form.errors else 200
    return render(request, "reviews/shift_handover.html", context, status=status)


@require_POST
@seat_required(CALLERS)
def seen(request: DeskRequest, handover: str) -> HttpResponse:
    """The receiver has read it."""
    found = ShiftHandover.objects.filter(shop=request.member.shop_id, public_id=handover).first()
    if found is None:
        raise Http404
    see_handover(handover=found, member=request.member, now=timezone.now())
    return redirect("reviews:today", shop=request.member.shop.code)


@require_POST
@seat_required(CALLERS)
def draft(request: DeskRequest, case: str) -> HttpResponse:
    """Keep what is being typed; the page sends it in pauses."""
    found = case_of(request, case)
    keep_draft(
        case=found,
        member=request.member,
        text=request.POST.get("note", ""),
        now=timezone.now(),
    )
    return HttpResponse(status=204)


def _tell(request: DeskRequest, handed: Handed) -> None:
    receiver = handed.handover.receiver
    name = receiver.display_name if receiver is not None else _("the queue")
    words = ngettext(
        "%(count)s case went to %(name)s.", "%(count)s cases went to %(name)s.", handed.moved
    )
    messages.success(request, words % {"count": handed.moved, "name": name})
    for buyer, reason in handed.collisions:
        messages.warning(request, f"{buyer}: {reasons.render(reason)}")


_MOST = 500
