"""Which periods the page offers: weeks, months and promotions of the shop's own time."""

import datetime as dt
from dataclasses import dataclass

from reports.domain.spans import MOST_WEEKS, Span
from reports.domain.weeks import IsoWeek, weeks_up_to
from reports.models import WeekRollup
from reviews.day_names import span_name
from reviews.domain.day_spans import DaySpan
from reviews.models import Shop
from reviews.queries.calendars import calendar_of

MONTHS = 6
PROMOTIONS = 4
#: Lengths that are one click away, up to the last week shown.
LENGTHS = (1, 4, 13)


@dataclass(frozen=True, slots=True)
class NamedSpan:
    """A period with its name: a month, or the promotion a shop or the trade calls so."""

    span: Span
    name: str


@dataclass(frozen=True, slots=True)
class SpanChoices:
    """What can be chosen, newest first; ``weeks`` are all that a range may start or end with."""

    weeks: tuple[IsoWeek, ...]
    lengths: tuple[Span, ...]
    months: tuple[NamedSpan, ...]
    promotions: tuple[NamedSpan, ...]


def spans_to_choose(*, shop: Shop, span: Span, now: dt.datetime) -> SpanChoices:
    """Weeks of the shop's data and of the shown period; months and promotions that touch them."""
    current = IsoWeek.of(now)
    counted = WeekRollup.objects.filter(shop=shop).order_by("monday")
    first = counted.values_list("monday", flat=True).first()
    start = min(IsoWeek.of_day(first) if first else current, span.first)
    weeks = tuple(
        week for week in reversed(weeks_up_to(current, count=2 * MOST_WEEKS)) if week >= start
    )
    return SpanChoices(
        weeks=tuple(sorted({*weeks, span.first, span.last}, reverse=True)),
        lengths=tuple(Span.of(span.last - (length - 1), span.last) for length in LENGTHS),
        months=_months(span.last, start),
        promotions=_promotions(shop, span.last, start),
    )


def _months(last: IsoWeek, start: IsoWeek) -> tuple[NamedSpan, ...]:
    """The month of the last week and those before it."""
    found: list[NamedSpan] = []
    thursday = last.monday + dt.timedelta(days=3)
    while len(found) < MONTHS:
        span = Span.of_month(f"{thursday:%Y-%m}")
        if span.last < start:
            break
        found.append(NamedSpan(Span.of(span.first, min(span.last, last)), f"{thursday:%Y-%m}"))
        thursday = thursday.replace(day=1) - dt.timedelta(days=1)
    return tuple(found)


def _promotions(shop: Shop, last: IsoWeek, start: IsoWeek) -> tuple[NamedSpan, ...]:
    spans = calendar_of(shop).promotion_spans
    years = (last.sunday.year, last.sunday.year - 1)
    known = [(one, _weeks(one)) for year in years for one in spans(year)]
    touched = [(one, weeks) for one, weeks in known if start <= weeks.last and weeks.first <= last]
    touched.sort(key=lambda pair: pair[0].starts_on, reverse=True)
    return tuple(
        NamedSpan(
            Span.of(weeks.first, min(weeks.last, last)), f"{span_name(one)} {one.starts_on.year}"
        )
        for one, weeks in touched[:PROMOTIONS]
    )


def _weeks(span: DaySpan) -> Span:
    return Span.of(IsoWeek.of_day(span.starts_on), IsoWeek.of_day(span.ends_on))
