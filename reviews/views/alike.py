"""Confirming the causes of reviews that say the same with one press, and taking that back."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reviews.access import ANALYSTS, DeskRequest, seat_required
from reviews.forms import CausesForm
from reviews.models import Case
from reviews.operations.cause_batches import confirm_alike, undo_batch
from reviews.queries.alike import alike_rows, latest_batch
from reviews.queries.card import cause_choices, current_codes
from reviews.views.found import case_of


@seat_required(ANALYSTS)
def alike_page(request: DeskRequest, case: str) -> HttpResponse:
    """The reviews that say the same, all ticked, and the causes to say of them."""
    found = case_of(request, case)
    if request.method == "POST":
        form = CausesForm(request.POST, member=request.member)
        if form.is_valid():
            return _confirm(request, found, form)
        messages.warning(request, _("Choose at least one cause. Nothing was changed."))
    context = {
        "case": found,
        "rows": alike_rows(member=request.member, case=found),
        "cause_choices": cause_choices(member=request.member),
        "current": current_codes(found),
    }
    return render(request, "reviews/alike.html", context)


def _confirm(request: DeskRequest, found: Case, form: CausesForm) -> HttpResponse:
    ticked = Case.objects.filter(
        shop=request.member.shop_id, public_id__in=request.POST.getlist("case")
    )
    batch = confirm_alike(
        shop=request.member.shop,
        model_review=found.review,
        review_ids=[found.review_id, *ticked.values_list("review_id", flat=True)],
        codes=form.cleaned_data["causes"],
        main=form.cleaned_data["main"],
        member=request.member,
        now=timezone.now(),
    )
    text = ngettext(
        "The causes of %(count)s review are confirmed.",
        "The causes of %(count)s reviews are confirmed.",
        batch.reviews,
    )
    messages.success(request, text % {"count": batch.reviews})
    return redirect("reviews:causes", shop=request.member.shop.code)


@seat_required(ANALYSTS)
def undo(request: DeskRequest, batch: str) -> HttpResponse:
    """Take one press back."""
    found = latest_batch(member=request.member, public_id=batch)
    if found is None:
        raise Http404
    if request.method == "POST":
        count = undo_batch(batch=found, member=request.member, now=timezone.now())
        text = ngettext(
            "Taken back: %(count)s review waits to be checked again.",
            "Taken back: %(count)s reviews wait to be checked again.",
            count,
        )
        messages.success(request, text % {"count": count})
    return redirect("reviews:causes", shop=request.member.shop.code)
