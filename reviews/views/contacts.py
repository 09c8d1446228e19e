"""Everything around a contact: the number, the outcome, taking it back, the buyer's presence."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from reviews import reasons
from reviews.access import CALLERS, EVERYONE, DeskRequest, client_ip, seat_required
from reviews.choices import PLACE_CHOICES
from reviews.domain.places import PlaceType
from reviews.domain.wording import WordingPlace, check_wording
from reviews.forms import AttemptForm, CorrectionForm, RevealForm
from reviews.models import Attempt
from reviews.operations.contacts import observe_presence
from reviews.operations.corrections import set_aside, take_back
from reviews.operations.refusals import (
    AttemptRefused,
    CallRefused,
    CorrectionRefused,
    RevealRefused,
)
from reviews.operations.reveals import TO_CALL, reveal_phone
from reviews.operations.talks import record_talk, undo_talk
from reviews.queries.corrections import corrections_of
from reviews.queries.why import why_then
from reviews.views.cases import render_card
from reviews.views.curve import draw_curve
from reviews.views.found import case_of, draft_tag, to_case, to_why


@seat_required(CALLERS)
def attempt(request: DeskRequest, case: str) -> HttpResponse:
    """Record what came of a contact, then show the next step."""
    found = case_of(request, case)
    if request.method != "POST":
        return to_case(request, case)
    now = timezone.now()
    form = AttemptForm(request.POST)
    if not form.is_valid():
        return render_card(request, case, now, form)
    try:
        stored = record_talk(
            case=found,
            member=request.member,
            talk=form.talk(),
            idempotency_key=form.cleaned_data["idempotency_key"],
            now=now,
        )
    except AttemptRefused as refusal:
        form.add_error(None, reasons.render(refusal.reason))
        return render_card(request, case, now, form)
    return redirect(
        "reviews:after",
        shop=request.member.shop.code,
        case=case,
        attempt=stored.public_id,
    )


@seat_required(CALLERS)
def after(request: DeskRequest, case: str, attempt: str) -> HttpResponse:
    """What follows from the outcome, for two seconds, with undo; then the next case."""
    stored = attempt_of(request, case, attempt)
    context = {"attempt": stored, "case": stored.case, "draft": draft_tag(case)}
    return render(request, "reviews/after.html", context)


@seat_required(CALLERS)
def undo(request: DeskRequest, case: str, attempt: str) -> HttpResponse:
    """Take a contact back within thirty seconds."""
    stored = attempt_of(request, case, attempt)
    if request.method == "POST":
        try:
            undo_talk(attempt=stored, member=request.member, now=timezone.now())
        except AttemptRefused as refusal:
            messages.warning(request, reasons.render(refusal.reason))
        else:
            messages.success(request, _("Taken back."))
    return to_case(request, case)


@seat_required(CALLERS)
def wording(request: DeskRequest, case: str) -> HttpResponse:
    """What the wording check says of a note while it is typed."""
    case_of(request, case)
    hits = check_wording(request.POST.get("note", "")[:2000], place=WordingPlace.NOTE)
    return render(request, "reviews/_wording.html", {"hits": hits})


@seat_required(CALLERS)
def reveal(request: DeskRequest, case: str) -> HttpResponse:
    """The number in clear, once, with its reason in the log; whoever wants to dial has the line."""
    found = case_of(request, case)
    form = RevealForm(request.POST)
    context: dict[str, object] = {"case": found, "to_call": form.data.get("reason") == TO_CALL}
    if request.method != "POST" or not form.is_valid():
        return to_case(request, case)
    try:
        context["phone"] = reveal_phone(
            case=found,
            member=request.member,
            reason=form.cleaned_data["reason"],
            ip=client_ip(request),
            now=timezone.now(),
        )
    except (RevealRefused, CallRefused) as refusal:
        context["refusal"] = refusal
    response = render(request, "reviews/_revealed.html", context)
    response["Cache-Control"] = "no-store"
    return response


@seat_required(CALLERS)
def online(request: DeskRequest, case: str) -> HttpResponse:
    """The buyer was seen online: the case goes to the top while the observation is fresh."""
    found = case_of(request, case)
    if request.method == "POST":
        observe_presence(
            case=found,
            member=request.member,
            source="wangwang",
            now=timezone.now(),
        )
        messages.success(request, _("Noted: the buyer is online now. It fades within minutes."))
    return to_case(request, case)


@seat_required(EVERYONE)
def timing(request: DeskRequest, case: str) -> HttpResponse:
    """The curve of three days and the evidence behind it; fetched after the card."""
    found = case_of(request, case)
    now = timezone.now()
    why = why_then(case=found, now=now)
    context = {
        "case": found,
        "why": why,
        "curve": draw_curve(why.curve, why.chosen, why.best),
        "places": PLACE_CHOICES,
        "is_open": "open" in request.GET,
    }
    return render(request, "reviews/_case_timing.html", context)


@seat_required(CALLERS)
def not_true(request: DeskRequest, case: str) -> HttpResponse:
    """Say that a piece of evidence is not true; it changes when the desk calls, nothing else."""
    found = case_of(request, case)
    form = CorrectionForm(request.POST)
    if request.method != "POST" or not form.is_valid():
        return to_case(request, case)
    try:
        set_aside(
            case=found,
            member=request.member,
            kind=form.cleaned_data["kind"],
            becomes=form.cleaned_data["becomes"] or PlaceType.UNKNOWN,
            fact_at=form.cleaned_data["fact_at"],
            now=timezone.now(),
        )
    except CorrectionRefused as refusal:
        messages.warning(request, reasons.render(refusal.reason))
    else:
        messages.success(request, _("Set aside; the time is worked out again."))
    return to_why(request, case)


@seat_required(CALLERS)
def true_after_all(request: DeskRequest, case: str, correction: str) -> HttpResponse:
    """Take a correction back: the piece counts again."""
    found = case_of(request, case)
    stored = corrections_of(found).filter(public_id=correction).first()
    if stored is None:
        raise Http404
    if request.method == "POST":
        try:
            take_back(correction=stored, member=request.member, now=timezone.now())
        except CorrectionRefused as refusal:
            messages.warning(request, reasons.render(refusal.reason))
        else:
            messages.success(request, _("It counts again; the time is worked out again."))
    return to_why(request, case)


def attempt_of(request: DeskRequest, case: str, attempt: str) -> Attempt:
    """The attempt of a case of this shop; Http404 for any other."""
    found = Attempt.objects.select_related("case", "case__shop", "case__buyer").filter(
        case__shop=request.member.shop_id,
        case__public_id=case,
        public_id=attempt,
    )
    stored = found.first()
    if stored is None:
        raise Http404
    return stored
