"""What the page on timing shows: the night's figures, switches, learned hours, unusual days."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from reviews.domain.day_spans import DaySpan
from reviews.domain.reach import ReachModel
from reviews.domain.reach_evidence import EvidenceKind
from reviews.domain.reach_slots import DESK_ZONE
from reviews.domain.workdays import Calendar, DayKind
from reviews.models import Member, Shop, TimingReport
from reviews.queries.calendars import calendar_of
from reviews.queries.shop_reach import SWITCHES, full_model

_DAYS_AHEAD = 120


@dataclass(frozen=True, slots=True)
class Switched:
    """Who last switched a source, and when."""

    name: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source of evidence: whether it counts, who said so, and what the figures say of it."""

    kind: EvidenceKind
    field: str
    is_on: bool
    switched: Switched | None
    figures: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class UnusualDays:
    """Days ahead that differ from plain weeks, and years that nobody has announced."""

    made_up: list[dt.date]
    holidays: list[DaySpan]
    school: list[DaySpan]
    promotions: list[DaySpan]
    provisional: list[int]


@dataclass(frozen=True, slots=True, eq=False)
class TimingPage:
    """Everything of the page; ``report`` is the newest finished one."""

    report: TimingReport | None
    waiting: TimingReport | None
    sources: list[SourceRow]
    model: ReachModel
    days: UnusualDays


def timing_page_of(*, shop: Shop, now: dt.datetime) -> TimingPage:
    """The page of one shop."""
    reports = TimingReport.objects.filter(shop=shop).order_by("-for_day")
    report = reports.filter(state="done").first()
    return TimingPage(
        report=report,
        waiting=reports.filter(state__in=["queued", "running"]).first(),
        sources=_sources(shop, report),
        model=full_model(shop, now=now),
        days=unusual_days(calendar_of(shop), now.astimezone(DESK_ZONE).date()),
    )


def unusual_days(calendar: Calendar, today: dt.date) -> UnusualDays:
    """The next four months by that calendar; a year counts as soon as they reach into it."""
    days = [today + dt.timedelta(days=ahead) for ahead in range(_DAYS_AHEAD)]
    years = sorted({day.year for day in days})
    last = days[-1]
    return UnusualDays(
        made_up=[day for day in days if calendar.day(day).kind is DayKind.MADE_UP],
        holidays=_runs(day for day in days if calendar.day(day).kind is DayKind.HOLIDAY),
        school=_ahead((calendar.school_spans(year) for year in years), today, last),
        promotions=_ahead((calendar.promotion_spans(year) for year in years), today, last),
        provisional=[year for year in years if calendar.is_provisional(year)],
    )


def _ahead(spans: Iterable[tuple[DaySpan, ...]], today: dt.date, last: dt.date) -> list[DaySpan]:
    found = {span for year in spans for span in year}
    ahead = (span for span in found if span.ends_on >= today and span.starts_on <= last)
    return sorted(ahead, key=lambda span: (span.starts_on, span.ends_on))


def _runs(days: Iterable[dt.date]) -> list[DaySpan]:
    """Days that follow one another as one span."""
    runs: list[DaySpan] = []
    for day in days:
        if runs and runs[-1].ends_on == day - dt.timedelta(days=1):
            runs[-1] = DaySpan(runs[-1].starts_on, day)
        else:
            runs.append(DaySpan(day, day))
    return runs


def _sources(shop: Shop, report: TimingReport | None) -> list[SourceRow]:
    figures = report.figures.get("sources", []) if report is not None else []
    by_kind = {one["kind"]: one for one in figures}
    switched = _switched(shop)
    return [
        SourceRow(
            kind=kind,
            field=name,
            is_on=getattr(shop.settings, name),
            switched=switched.get(name),
            figures=by_kind.get(kind.value),
        )
        for kind, name in SWITCHES.items()
    ]


def _switched(shop: Shop) -> dict[str, Switched]:
    """The last change of each switch, from the history of the settings."""
    names = list(SWITCHES.values())
    rows = shop.settings.history.order_by("history_date", "history_id").values(
        *names, "history_date", "history_user"
    )
    people = dict(Member.objects.filter(shop=shop).values_list("user", "display_name"))
    found: dict[str, Switched] = {}
    before: Mapping[str, Any] = dict.fromkeys(names, True)
    for row in rows:
        for name in names:
            if row[name] != before[name]:
                who = people.get(row["history_user"], "")
                found[name] = Switched(who, row["history_date"])
        before = row
    return found
