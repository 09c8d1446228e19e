"""Filters of the report pages: shares, intervals, names."""

import math

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from reports import words
from reports.domain.comparison import Period
from reports.domain.intervals import Change, Interval, Verdict
from reports.domain.recovery import Group
from reports.domain.rows import CauseMark, ProductRef
from reports.domain.weeks import IsoWeek

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
def week_name(week: IsoWeek) -> str:
    return words.week_name(week)


@register.filter
def group_name(group: Group) -> str:
    return str(words.GROUPS[group])


@register.filter
def period_name(period: Period) -> str:
    return words.period_name(period)


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
