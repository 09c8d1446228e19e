"""Filters of the report pages: shares, intervals, names."""

import math
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from reports import words
from reports.charts.scale import wide
from reports.domain.comparison import Period
from reports.domain.intervals import Change, Interval, Verdict
from reports.domain.recovery import Group
from reports.domain.rows import CauseMark, ProductRef
from reports.domain.spans import Span
from reports.domain.told import Told
from reports.domain.weeks import IsoWeek
from reports.views.links import span_query

register = template.Library()
NOTHING = "—"
_ARROWS = {Verdict.UP: "▲", Verdict.DOWN: "▼"}
_TONES = {Verdict.UP: "bad", Verdict.DOWN: "good", Verdict.SAME: "soft", Verdict.TOO_FEW: "faint"}


@register.filter
def percent(share: float | str | None) -> str:
    """0.183 becomes "18.3 %"; None, and what a template could not find, become a dash."""
    return f"{100 * share:.1f} %" if isinstance(share, int | float) else NOTHING


@register.filter
def interval(given: Interval | None) -> str:
    """A 95 % interval as percentages."""
    return words.interval_text(given) or NOTHING


@register.filter
def ratio(given: Interval) -> str:
    """A 95 % interval of "how many times as many"; an open end is written as ∞."""
    high = "∞" if math.isinf(given.high) else f"{given.high:.2f}"
    return f"{given.low:.2f} – {high}"


@register.filter
def unit_name(code: str) -> str:
    return words.label(words.UNITS, code)


@register.filter
def cause_name(cause: CauseMark) -> str:
    return words.cause_name(cause)


@register.filter
def product_name(product: ProductRef) -> str:
    return words.product_name(product)


@register.filter
def week_name(week: IsoWeek | Span) -> str:
    return words.span_name(week) if isinstance(week, Span) else words.week_name(week)


@register.filter
def group_name(group: Group) -> str:
    return str(words.GROUPS[group])


@register.filter
def period_name(period: Period) -> str:
    return words.period_name(period)


@register.filter
def as_span(weeks: Sequence[IsoWeek]) -> Span:
    """Weeks in a row as one period."""
    return Span.of(weeks[0], weeks[-1])


@register.filter
def by_week(counts: Sequence[int], weeks: Sequence[IsoWeek]) -> list[tuple[IsoWeek, int]]:
    """Each count with its week."""
    return list(zip(weeks, counts, strict=True))


@register.filter
def facts_of_group(group: Group, fact: str = "") -> str:
    """The facts by which a line of the recovery is asked for."""
    return ".".join(one for one in ("" if group is Group.ALL else group.value, fact) if one)


@register.filter
def half(length: float) -> float:
    return length / 2


@register.filter
def short_name(name: str, width: int) -> str:
    """A name cut to so many half-width characters."""
    kept = name
    while wide(kept) > width:
        kept = kept[:-1]
    return name if kept == name else f"{kept.rstrip()}…"


@register.simple_tag(takes_context=True)
def span_link(context: Context, span: Span) -> str:
    """The address of the same page and part in other weeks."""
    asked = span_query(span) | asdict(context["narrowing"])
    return "?" + urlencode({name: value for name, value in asked.items() if value})


@register.filter
def told_name(what: Told) -> str:
    return str(words.TOLD[what])


@register.filter
def brief_name(field: str) -> str:
    return words.label(words.BRIEF_NAMES, field)


@register.simple_tag(takes_context=True)
def cases_link(context: Context, **cell: Any) -> str:
    """The address of the cases behind a figure, from the page's own weeks and part."""
    return str(context["links"].cases(**cell))


@register.simple_tag(takes_context=True)
def act_link(context: Context, **cell: Any) -> str:
    """The address of the form for an action against a cell of the page."""
    return str(context["links"].act(**cell))


@register.filter
def fact_name(fact: str) -> str:
    return words.label(words.FACTS, fact)


@register.filter
def reading(change: Change) -> SafeString:
    """What a comparison can say, short and in its colour; the words stand in the title."""
    said = str(words.VERDICTS[change.verdict])
    shown = said
    if change.verdict in _ARROWS and change.relative is not None:
        shown = f"{_ARROWS[change.verdict]} {100 * change.relative:+.0f} %"
    return format_html(
        '<span class="nowrap {}" title="{}">{}</span>', _TONES[change.verdict], said, shown
    )
