"""Corrective actions."""

from django.http import HttpResponse
from django.shortcuts import render

from reviews.access import ANALYSTS, DeskRequest, seat_required


@seat_required(ANALYSTS)
def actions(request: DeskRequest) -> HttpResponse:
    """All actions of the shop."""
    return render(request, "reports/actions.html")
