"""Correcting the causes of reviews."""

from collections.abc import Sequence

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from reviews.access import ANALYSTS, CALLERS, DeskRequest, seat_required
from reviews.forms import CausesForm
from reviews.models import Case
from reviews.operations.causes import confirm_causes
from reviews.queries.card import cause_choices
from reviews.queries.cause_tree import batches_of
from reviews.queries.causes import cause_rows, cause_tallies, worth_checking
from reviews.views.found import case_of, to_case

PAGE_SIZE = 50


@seat_required(CALLERS | ANALYSTS)
def correct(request: DeskRequest, case: str) -> HttpResponse:
    """Store what a person says the causes are; the reader's labels are kept beside them."""
    found = case_of(request, case)
    form = CausesForm(request.POST, member=request.member)
    if request.method == "POST" and form.is_valid():
        confirm_causes(
            review=found.review,
            codes=form.cleaned_data["causes"],
            main=form.cleaned_data["main"],
            member=request.member,
            now=timezone.now(),
        )
        messages.success(request, _("The causes are confirmed."))
    elif request.method == "POST":
        messages.warning(request, _("Choose at least one cause. Nothing was changed."))
    if request.POST.get("from") == "causes":
        return _causes_list(request)
    return to_case(request, case)


@seat_required(ANALYSTS)
def causes_page(request: DeskRequest) -> HttpResponse:
    """The reader's labels, the least sure first, each with a way to correct it."""
    return _causes_list(request)


def _causes_list(request: DeskRequest) -> HttpResponse:
    asked = request.GET if request.method == "GET" else request.POST
    cause, state = asked.get("cause", ""), asked.get("state", "open")
    rows: Sequence[Case] | QuerySet[Case]
    if state == "worth":
        rows = worth_checking(member=request.member)
    else:
        rows = cause_rows(member=request.member, cause=cause, confirmed=state == "confirmed")
    page = Paginator(rows, PAGE_SIZE).get_page(asked.get("page"))
    context = {
        "page": page,
        "cause": cause,
        "state": state,
        "batches": batches_of(member=request.member),
        "tallies": cause_tallies(member=request.member),
        "cause_choices": cause_choices(member=request.member),
    }
    return render(request, "reviews/causes.html", context)
