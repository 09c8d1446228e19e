"""Names of runs of days."""

from django import template

from reviews import day_names
from reviews.domain.day_spans import DaySpan

register = template.Library()


@register.filter
def span_name(span: DaySpan) -> str:
    return day_names.span_name(span)
