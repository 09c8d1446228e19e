"""The week on screen."""

from django.http import HttpResponse
from django.shortcuts import render

from reviews.access import ANALYSTS, DeskRequest, seat_required


@seat_required(ANALYSTS)
def dashboard(request: DeskRequest) -> HttpResponse:
    """The figures of one week."""
    return render(request, "reports/dashboard.html")
