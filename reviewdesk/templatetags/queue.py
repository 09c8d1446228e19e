"""The lines of the queue, written at once and not by a tag each.

A page has a hundred lines: with a template, a filter and a condition for every cell, drawing them
took longer than everything else the page does.
"""

from collections.abc import Iterable, Iterator, Mapping

from django import template
from django.template import Context
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
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
#: Reasons that a line tells; what is cut off or left out is said on hover.
TOLD = 2

#: One line; each cell is escaped before it goes in.
_LINE = """
<tr id="case-{id}" data-row data-mark="{mark}" data-href{news}>
{check}<td class="w-level">{level}</td>
<td class="w-buyer">{buyer}</td>
<td class="w-complaint"><div class="complaint">\
<a class="clip" href="{cases_at}{id}/">{complaint}</a>{causes}</div></td>
<td class="w-product soft">{product}</td>
<td class="w-when">{when}</td>
<td class="w-why soft"{why_full}>{why}</td>
<td class="w-clocks small">{clocks}</td>
<td class="w-dials num">{dials}/{most_dials}</td>
<td class="w-owner clip">{owner}</td></tr>"""
_CHECK = """<td class="w-check">\
<input type="checkbox" name="case" value="{}" aria-label="{}"></td>
"""


@register.simple_tag(takes_context=True)
def lines(context: Context, rows: Iterable[QueueRow], around: str = "{}") -> SafeString:
    """The rows as lines of the table, with what `reviews.views.queue.row_context` gives.

    ``fresh`` in the context marks them as new; ``oob`` says that they replace those on the page,
    ``gone`` which of these the filters no longer let in.
    """
    beside = {name: conditional_escape(context[name]) for name in ("cases_at", "most_dials")}
    select = _("Select")
    written = []
    for row in cells(rows):
        escaped = {name: conditional_escape(str(cell)) for name, cell in row.items()}
        check = format_html(_CHECK, row["id"], select) if context["may_bulk"] else ""
        line = _LINE.format(check=check, news=_news(context, row["id"]), **beside, **escaped)
        written.append(around.format(line))
    return mark_safe("".join(written))  # noqa: S308  # every cell was escaped


def _news(context: Context, case: object) -> str:
    if context.get("oob"):
        gone = " is-gone" if case in context["gone"] else ""
        return f' hx-swap-oob="true" class="is-fresh{gone}"'
    return ' class="is-fresh"' if context.get("fresh") else ""


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
            "why_full": _title(why.full) if len(row.why) > TOLD else "",
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
    return Told(" · ".join(told[:TOLD]), " ".join(told))


def _title(words: str) -> SafeString:
    return format_html(' title="{}"', words)


def _causes(names: tuple[str, ...]) -> SafeString | str:
    if not names:
        return ""
    if len(names) == 1:
        return format_html('<span class="chip">{}</span>', names[0])
    title, more = ", ".join(names), len(names) - 1
    return format_html('<span class="chip" title="{}">{} +{}</span>', title, names[0], more)


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
