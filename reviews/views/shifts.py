"""The week's sheet of shifts: people downwards, days to the right, calls possible below."""

import datetime as dt
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from reviews import reasons
from reviews.access import DECIDERS, DeskRequest, seat_required
from reviews.operations.shift_weeks import Saved, copy_week, save_week
from reviews.queries.shift_sheet import DAYS, SheetRow, ShiftSheet, monday_of, shift_sheet

#: Weeks before and after this one that the page opens.
FARTHEST = dt.timedelta(weeks=53)


@dataclass(frozen=True, slots=True)
class Field:
    """One day of one person on the page; what was typed stands there until it can be stored."""

    name: str
    day: dt.date
    shown: str
    text: str
    fault: str


@seat_required(DECIDERS)
def shifts_page(request: DeskRequest) -> HttpResponse:
    """A week as a sheet; a POST stores the days that were changed, all or none."""
    now = timezone.now()
    shop, monday = request.member.shop, _asked(request.GET.get("week", ""), now)
    saved = Saved()
    if request.method == "POST":
        saved = save_week(shop=shop, monday=monday, written=_written(request), now=now)
        if not saved.faults:
            words = ngettext("%(count)s day is saved.", "%(count)s days are saved.", saved.changed)
            messages.success(request, words % {"count": saved.changed})
            return _to(request, monday)
    sheet = shift_sheet(shop=shop, monday=monday, now=now)
    context = {
        "sheet": sheet,
        "rows": _rows(request, sheet, saved),
        "faults": len(saved.faults),
        "today": timezone.localtime(now).date(),
        "earlier": monday - dt.timedelta(days=DAYS),
        "later": monday + dt.timedelta(days=DAYS),
    }
    status = 422 if saved.faults else 200
    return render(request, "reviews/shifts.html", context, status=status)


@require_POST
@seat_required(DECIDERS)
def copy(request: DeskRequest) -> HttpResponse:
    """Take over the week before where this one is empty."""
    now = timezone.now()
    monday = _asked(request.POST.get("week", ""), now)
    filled = copy_week(shop=request.member.shop, monday=monday, now=now)
    if filled:
        words = ngettext("%(count)s day is filled.", "%(count)s days are filled.", filled)
        messages.success(request, words % {"count": filled})
    else:
        messages.info(request, _("There was nothing to copy into this week."))
    return _to(request, monday)


def _written(request: DeskRequest) -> dict[str, tuple[str, str]]:
    """What was shown and what is typed, by cell; a cell needs both."""
    return {
        name: (request.POST[f"was.{name}"], request.POST[name])
        for name in request.POST
        if f"was.{name}" in request.POST
    }


def _rows(
    request: DeskRequest, sheet: ShiftSheet, saved: Saved
) -> list[tuple[SheetRow, list[Field]]]:
    rows = []
    for row in sheet.rows:
        fields = []
        for cell in row.cells:
            fault = saved.faults.get(cell.name)
            # After "changed meanwhile" one decides anew, knowing what is there now.
            text = request.POST.get(cell.name, cell.written) if saved.faults else cell.written
            told = reasons.render(fault) if fault is not None else ""
            fields.append(Field(cell.name, cell.day, cell.written, text, told))
        rows.append((row, fields))
    return rows


def _asked(text: str, now: dt.datetime) -> dt.date:
    """The Monday of the asked week (any day of it, 2026-11-16); this week where none is asked."""
    today = timezone.localtime(now).date()
    try:
        monday = monday_of(dt.date.fromisoformat(text) if text else today)
    except (ValueError, OverflowError):
        raise Http404 from None
    if abs(monday - today) > FARTHEST:
        raise Http404
    return monday


def _to(request: DeskRequest, monday: dt.date) -> HttpResponse:
    url = reverse("reviews:shifts", args=(request.member.shop.code,))
    return redirect(f"{url}?week={monday.isoformat()}")
