"""The cells of a line of the queue, made once and not by a filter each.

A page has a hundred lines: with a filter and a condition for every cell, drawing them took longer
than everything else the page does.
"""

from collections.abc import Iterable, Iterator, Mapping

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from reviewdesk.templatetags.desk import (
    NOTHING,
    Told,
    clock_bars,
    left,
    level_mark,
    reason,
    when_to_call,
)
from reviews.queries.rows import QueueRow

register = template.Library()

Cells = Mapping[str, object]


@register.filter
def cells(rows: Iterable[QueueRow]) -> Iterator[Cells]:
    """Each row as the texts and drawings of its cells, by name."""
    sentences: dict[str, str] = {}
    at_work = _("Someone works on it now")
    for row in rows:
        why = _told(row.why, sentences)
        yield {
            "id": row.public_id,
            "mark": row.mark,
            "level": level_mark(row.level),
            "buyer": row.buyer,
            "complaint": row.complaint or NOTHING,
            "causes": _causes(row.causes),
            "product": row.product,
            "when": when_to_call(row.when),
            "why": why.short,
            "why_full": why.full,
            "clocks": _clocks(row),
            "dials": row.dials,
            "owner": _owner(row, at_work),
        }


def _told(why: Iterable[Mapping[str, object]], known: dict[str, str]) -> Told:
    """As the filter ``told``; the sentences of a page repeat themselves."""
    told = []
    for one in why:
        key = repr(one)
        if key not in known:
            known[key] = reason(one)
        told.append(known[key])
    return Told(" · ".join(told[:2]), " ".join(told))


def _causes(names: tuple[str, ...]) -> SafeString | str:
    if not names:
        return ""
    more = f" +{len(names) - 1}" if len(names) > 1 else ""
    title = ", ".join(names)
    return format_html('<span class="chip" title="{}">{}{}</span>', title, names[0], more)


def _clocks(row: QueueRow) -> SafeString | str:
    if not row.clocks:
        return ""
    return clock_bars(row.clocks) + left(row.clocks[0].ends_at)


def _owner(row: QueueRow, at_work: str) -> SafeString | str:
    if row.in_hands_of:
        return format_html(
            '<span class="chip chip--warn" title="{}">{}</span>', at_work, row.in_hands_of
        )
    return row.owner or NOTHING
