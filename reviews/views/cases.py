"""The case card and its few one-step changes."""

import datetime as dt
import secrets

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from reviews import reasons
from reviews.access import CALLERS, DECIDERS, EVERYONE, DeskRequest, seat_required
from reviews.choices import (
    CHANNEL_CHOICES,
    CLOSE_REASON_CHOICES,
    HOLD_CHOICES,
    OUTCOME_CHOICES,
    TEMPERAMENT_CHOICES,
)
from reviews.forms import (
    REVEAL_CHOICES,
    RING_CHOICES,
    SNOOZE_CHOICES,
    AttemptForm,
    CloseForm,
    HoldForm,
    TemperamentForm,
    colleagues,
)
from reviews.models import Case
from reviews.operations.contacts import (
    CaseFact,
    CaseRefused,
    close_case,
    hold_case,
    note_temperament,
    release_hold,
    set_fact,
)
from reviews.operations.talks import end_promise
from reviews.queries.card import CaseCard, case_card, cause_choices, current_codes
from reviews.queries.shift_handover import drafts_of
from reviews.views.found import case_of, draft_tag, to_case


@seat_required(EVERYONE)
def case_page(request: DeskRequest, case: str) -> HttpResponse:
    """One screen, one case."""
    return render_card(request, case, timezone.now())


def render_card(
    request: DeskRequest,
    case: str,
    now: dt.datetime,
    form: AttemptForm | None = None,
) -> HttpResponse:
    """The card, with what was typed where the form had something to say."""
    try:
        card = case_card(member=request.member, public_id=case, now=now)
    except Case.DoesNotExist:
        raise Http404 from None
    context = {
        "card": card,
        "case": card.case,
        "now": now,
        "form": form or AttemptForm(initial=_fresh(card)),
        "channels": CHANNEL_CHOICES,
        "temperaments": TEMPERAMENT_CHOICES,
        "outcomes": [(n % 10, choice) for n, choice in enumerate(OUTCOME_CHOICES, start=1)],
        "rings": RING_CHOICES,
        "reveal_reasons": REVEAL_CHOICES,
    }
    return render(request, "reviews/case.html", context, status=422 if form else 200)


@seat_required(EVERYONE)
def dialogs(request: DeskRequest, case: str) -> HttpResponse:
    """What opens above the card; fetched after it, so that the card itself comes at once."""
    found = case_of(request, case)
    context = {
        "case": found,
        "current": current_codes(found),
        "cause_choices": cause_choices(member=request.member),
        "colleagues": colleagues(request.member.shop),
        "holds": HOLD_CHOICES[1:],
        "close_reasons": CLOSE_REASON_CHOICES[1:],
        "snoozes": SNOOZE_CHOICES,
        "drafts": drafts_of(found),
    }
    return render(request, "reviews/_case_dialogs.html", context)


def _fresh(card: CaseCard) -> dict[str, object]:
    return {"idempotency_key": secrets.token_hex(16), "channel": card.channel.value}


@seat_required(CALLERS)
def solved(request: DeskRequest, case: str) -> HttpResponse:
    """Say that the buyer's problem is solved, or that it is not."""
    found = case_of(request, case)
    if request.method == "POST":
        set_fact(
            case=found,
            fact=CaseFact.SOLVED,
            member=request.member,
            now=timezone.now(),
            holds=request.POST.get("solved") != "no",
        )
    return to_case(request, case)


@seat_required(CALLERS)
def hold(request: DeskRequest, case: str) -> HttpResponse:
    """Rest a case: nobody calls and nothing is offered until someone decides."""
    found = case_of(request, case)
    form = HoldForm(request.POST)
    if request.method == "POST" and form.is_valid():
        try:
            hold_case(
                case=found,
                member=request.member,
                hold=form.cleaned_data["hold"],
                now=timezone.now(),
            )
        except CaseRefused as refusal:
            messages.warning(request, reasons.render(refusal.reason))
        else:
            messages.success(request, _("The case is held; nobody calls."))
    return to_case(request, case)


@seat_required(DECIDERS)
def release(request: DeskRequest, case: str) -> HttpResponse:
    """Let a held case go on."""
    found = case_of(request, case)
    if request.method == "POST":
        try:
            release_hold(case=found, member=request.member, now=timezone.now())
        except CaseRefused as refusal:
            messages.warning(request, reasons.render(refusal.reason))
        else:
            messages.success(request, _("The case goes on."))
    return to_case(request, case)


@seat_required(CALLERS)
def close(request: DeskRequest, case: str) -> HttpResponse:
    """End a case with a reason."""
    found = case_of(request, case)
    form = CloseForm(request.POST)
    if request.method != "POST" or not form.is_valid():
        return to_case(request, case)
    try:
        close_case(
            case=found,
            member=request.member,
            reason=form.cleaned_data["close_reason"],
            now=timezone.now(),
        )
    except CaseRefused as refusal:
        messages.warning(request, reasons.render(refusal.reason))
        return to_case(request, case)
    messages.success(request, _("The case is closed."), extra_tags=draft_tag(case))
    return redirect("reviews:queue", shop=request.member.shop.code)


@seat_required(CALLERS)
def temperament(request: DeskRequest, case: str) -> HttpResponse:
    """Note how it is to talk with this buyer; the note expires."""
    found = case_of(request, case)
    form = TemperamentForm(request.POST)
    if request.method == "POST" and form.is_valid() and found.buyer is not None:
        note_temperament(
            buyer=found.buyer,
            member=request.member,
            kind=form.cleaned_data["kind"],
            text=form.cleaned_data["text"],
            now=timezone.now(),
        )
    return to_case(request, case)


@seat_required(CALLERS)
def promise_ended(request: DeskRequest, case: str, promise: str) -> HttpResponse:
    """Say that a promise was kept, or was not."""
    found = case_of(request, case)
    promised = found.promises.filter(public_id=promise).first()
    if promised is None:
        raise Http404
    if request.method == "POST":
        end_promise(
            promise=promised,
            member=request.member,
            is_kept=request.POST.get("kept") != "no",
            now=timezone.now(),
        )
    return to_case(request, case)
