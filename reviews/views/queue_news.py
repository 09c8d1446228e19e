"""The live part of the queue: rows that changed or came in since the page was drawn."""

import datetime as dt

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST

from reviews.access import EVERYONE, DeskRequest, seat_required
from reviews.forms import QueueFilterForm
from reviews.queries.queue_news import QueueNews, queue_news, rows_since
from reviews.queries.queue_pages import PAGE_SIZE
from reviews.views.queue import filters_of, row_context

#: No page shows more rows: a hundred, and as many that came in.
_MOST_SEEN = 4 * PAGE_SIZE


@require_POST
@seat_required(EVERYONE)
def news(request: DeskRequest) -> HttpResponse:
    """Rows that changed, in their places, and how many came in; 204 where nothing happened.

    Sent are the marks of the rows shown (``rows``, "id:mark" joined by commas) and what the page
    tells already (``told``, as `_told` writes it). Posted, for so many marks are too long for an
    address; nothing is written.
    """
    now = timezone.now()
    found = queue_news(
        member=request.member,
        filters=QueueFilterForm(request.GET, member=request.member).filters(),
        since=_since(request, now),
        seen=_seen(request.POST.get("rows", "")),
        now=now,
    )
    told = _told(found)
    if not found.changed and told == request.POST.get("told", _told(None)):
        return HttpResponse(status=204)
    context = {
        "news": found,
        "told": told,
        "in_place": "in_place" in request.GET and found.arrived + found.online <= PAGE_SIZE,
        "asked": filters_of(request.GET),
        "since": request.GET.get("since", ""),
        "oob": True,
        "gone": found.gone,
        **row_context(request.member),
    }
    return render(request, "reviews/_queue_news.html", context)


@seat_required(EVERYONE)
def fresh_rows(request: DeskRequest) -> HttpResponse:
    """The rows that the news counted, to stand above the others; from now on news counts anew."""
    now = timezone.now()
    rows = rows_since(
        member=request.member,
        filters=QueueFilterForm(request.GET, member=request.member).filters(),
        since=_since(request, now),
        most=PAGE_SIZE,
        now=now,
    )
    context = {
        "rows": rows,
        "fresh": True,
        "drawn_at": now,
        "asked": filters_of(request.GET),
        **row_context(request.member),
    }
    return render(request, "reviews/_queue_fresh.html", context)


def _since(request: DeskRequest, now: dt.datetime) -> dt.datetime:
    """The moment of the address; now where there is none that can be read."""
    try:
        since = parse_datetime(request.GET.get("since", ""))
    except ValueError:
        since = None
    return now if since is None or timezone.is_naive(since) else since


def _seen(rows: str) -> dict[str, str]:
    """Public id to mark; what is no pair of both is left out."""
    pairs = [row.partition(":") for row in rows.split(",")[:_MOST_SEEN]]
    return {one: mark for one, colon, mark in pairs if colon}


def _told(news: QueueNews | None) -> str:
    return f"{news.arrived},{news.online}" if news is not None else "0,0"
