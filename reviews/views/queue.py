"""The queue and its live news."""

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from reviews.access import EVERYONE, DeskRequest, seat_required
from reviews.choices import AGENT, OPS
from reviews.forms import QueueFilterForm
from reviews.queries.complaints import waiting_count
from reviews.queries.filters import VIEWS, view_counts
from reviews.queries.rows import arrived_since, queue_page
from reviews.tables import QueueTable

LAST_PAGE = 100
_VIEW_NAMES = {
    "open": _("Open"),
    "due": _("Due now"),
    "promised": _("Promised"),
    "waiting": _("Waiting"),
    "held": _("Held"),
    "mine": _("Mine"),
    "closed": _("Closed"),
}


@seat_required(EVERYONE)
def queue_list(request: DeskRequest) -> HttpResponse:
    """One page of cases under the filters of the address."""
    now = timezone.now()
    form = QueueFilterForm(request.GET, member=request.member)
    filters = form.filters()
    page = queue_page(member=request.member, filters=filters, page=_page(request.GET), now=now)
    counts = view_counts(member=request.member, now=now)
    context = {
        "form": form,
        "filters": filters,
        "page": page,
        "table": QueueTable(page.rows),
        "views": [(view, _VIEW_NAMES[view], counts.get(view)) for view in VIEWS],
        "colleagues": form.colleagues,
        "drawn_at": now,
        "may_bulk": request.member.role != AGENT,
        "complaints": waiting_count(member=request.member) if request.member.role != OPS else 0,
    }
    return render(request, "reviews/queue.html", context)


@seat_required(EVERYONE)
def queue_news(request: DeskRequest) -> HttpResponse:
    """How many cases came since the page was drawn; nothing on the page moves."""
    now = timezone.now()
    since = parse_datetime(request.GET.get("since", "")) or now
    filters = QueueFilterForm(request.GET, member=request.member).filters()
    if timezone.is_naive(since):
        since = now
    count = arrived_since(member=request.member, filters=filters, since=since, now=now)
    same_page = request.GET.copy()
    same_page.pop("since", None)
    return render(
        request, "reviews/_queue_news.html", {"count": count, "asked": same_page.urlencode()}
    )


def _page(asked: QueryDict) -> int:
    page = asked.get("page", "1")
    return min(max(int(page), 1), LAST_PAGE) if page.isdecimal() else 1
