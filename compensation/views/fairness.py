"""The fairness report: did the same trouble bring the same remedy, whoever the buyer is?"""

import datetime as dt
from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from compensation.domain.fairness import (
    FairCase,
    Fairness,
    Verdict,
    cell_of,
    fairness_of,
)
from compensation.domain.payout_sheet import Yuan
from compensation.forms import PeriodForm
from compensation.queries.fairness import fair_cases
from compensation.queries.fairness_words import (
    GroupRow,
    band_words,
    cause_names,
    cell_rows,
    group_rows,
    remedy_words,
)
from compensation.views.sheets import logged_sheet
from compensation.workbook.lists import Value, add_list, add_notes, new_book, saved
from reviews.access import DECIDERS, DeskRequest, seat_required
from reviews.models import Shop

_LOOKED_BACK = dt.timedelta(days=90)


@seat_required(DECIDERS)
def fairness(request: DeskRequest) -> HttpResponse:
    """Groups against their alike cases, and alike cases whose remedies differ."""
    since, until = _period(request)
    shop = request.member.shop
    report = fairness_of(fair_cases(shop=shop, since=since, until=until))
    rows = group_rows(report)
    context = {
        "form": PeriodForm({"since": since, "until": until}),
        "report": report,
        "judged": [row for row in rows if row.line.verdict is not Verdict.TOO_FEW],
        "too_few": [row for row in rows if row.line.verdict is Verdict.TOO_FEW],
        "different": [row for row in rows if row.is_different],
        "cells": cell_rows(report, shop=shop),
    }
    return render(request, "compensation/fairness.html", context)


@seat_required(DECIDERS)
def fairness_file(request: DeskRequest) -> HttpResponse:
    """The same as a workbook: the statement, groups, and every case with its alike ones' key."""
    since, until = _period(request)
    shop = request.member.shop
    cases = list(fair_cases(shop=shop, since=since, until=until))
    book = new_book()
    report = fairness_of(cases)
    add_notes(book, name=_("Statement"), lines=_notes(report, shop, since, until))
    add_list(
        book, name=_("Groups"), heads=_group_heads(), rows=map(_group_cells, group_rows(report))
    )
    names = cause_names(shop)
    rows = (_case_cells(case, names) for case in sorted(cases, key=cell_of))
    add_list(book, name=_("Cases"), heads=_case_heads(), rows=rows)
    name = f"fairness-{shop.code}-{since:%Y%m%d}-{until:%Y%m%d}"
    return logged_sheet(request, "fairness", name, saved(book), rows=len(cases))


def _period(request: DeskRequest) -> tuple[dt.date, dt.date]:
    today = timezone.localdate()
    asked = {"since": today - _LOOKED_BACK, "until": today, **request.GET.dict()}
    return PeriodForm(asked).period(today=today)


def _notes(report: Fairness, shop: Shop, since: dt.date, until: dt.date) -> list[tuple[str, Value]]:
    return [
        (_("Fairness report"), shop.name),
        (_("Period"), f"{since:%Y-%m-%d} – {until:%Y-%m-%d}"),
        (_("Made at"), timezone.now()),
        (_("Cases compared"), report.cases),
        (_("of them offered something"), report.offered),
        (_("Groups treated otherwise"), len(report.different)),
        (
            _("How"),
            _(
                "Alike are cases of one cause, severity and band of the order's value. A group is"
                " called different where its sum lies so far from that of its alike cases that"
                " chance would do it in fewer than 5 % of such findings, all groups asked at once."
                " Below ten comparable cases nothing is said. The desk stores no device."
            ),
        ),
    ]


def _group_heads() -> list[tuple[str, int]]:
    return [
        (_("Compared by"), 14),
        (_("Group"), 18),
        (_("Compared"), 24),
        (_("Cases"), 10),
        (_("With alike cases"), 14),
        (_("Average"), 12),
        (_("Alike cases"), 12),
        (_("By chance"), 12),
        (_("Capped by the rating's ceiling"), 16),
        (_("Finding"), 24),
    ]


def _group_cells(row: GroupRow) -> Sequence[Value]:
    return [
        row.dimension,
        row.group,
        row.measure,
        row.line.cases,
        row.line.compared,
        row.average,
        row.expected,
        row.chance,
        row.line.capped,
        row.verdict,
    ]


def _case_heads() -> list[tuple[str, int]]:
    return [
        (_("Case"), 20),
        (_("Cause"), 20),
        (_("Severity"), 10),
        (_("Order"), 18),
        (_("Rating"), 10),
        (_("Region"), 14),
        (_("Inferred place"), 14),
        (_("Device"), 12),
        (_("Remedy"), 36),
        (_("Yuan"), 12),
    ]


def _case_cells(case: FairCase, names: dict[str, str]) -> Sequence[Value]:
    cell = cell_of(case)
    return [
        case.key,
        names.get(cell.cause, cell.cause),
        cell.severity,
        band_words(cell.band),
        *(case.groups.get(name, "") for name in ("level", "region", "place", "device")),
        remedy_words(case.given),
        Yuan(case.given_fen),
    ]
