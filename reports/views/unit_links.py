"""Links for units: make, show, revoke."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from reports import words
from reports.operations.unit_links import make_unit_link, revoke_unit_links
from reports.queries.unit_links import UnitLine, unit_lines
from reviews.access import ANALYSTS, DeskRequest, seat_required


@never_cache
@seat_required(ANALYSTS)
def unit_links(request: DeskRequest) -> HttpResponse:
    """Every unit with its open actions and its link."""
    lines = unit_lines(shop=request.member.shop, now=timezone.now())
    shown = [(line, _address(request, line)) for line in lines]
    return render(request, "reports/unit_links.html", {"lines": shown})


def _address(request: DeskRequest, line: UnitLine) -> str:
    if not line.link:
        return ""
    return request.build_absolute_uri(reverse("unit_page", kwargs={"link": line.link}))


@seat_required(ANALYSTS)
@require_POST
def make(request: DeskRequest) -> HttpResponse:
    """A link for a unit."""
    make_unit_link(member=request.member, unit=_unit(request), now=timezone.now())
    return redirect("reports:unit_links", shop=request.member.shop.code)


@seat_required(ANALYSTS)
@require_POST
def revoke(request: DeskRequest) -> HttpResponse:
    """No link of the unit made so far opens anything any more."""
    revoke_unit_links(member=request.member, unit=_unit(request), now=timezone.now())
    return redirect("reports:unit_links", shop=request.member.shop.code)


def _unit(request: DeskRequest) -> str:
    unit = request.POST.get("unit", "")
    if unit not in words.UNITS:
        raise Http404
    return unit
