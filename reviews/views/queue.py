"""The queue, its saved views and its workbook."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from reviews.access import ANALYSTS, EVERYONE, DeskRequest, seat_required
from reviews.choices import AGENT, CLOSE_REASON_CHOICES, LEAD, OPS, OWNER
from reviews.forms import SNOOZE_CHOICES, QueueFilterForm, SavedViewForm
from reviews.models import Member
from reviews.operations.exports import export_queue
from reviews.operations.saved_views import TooManyViews, forget_view, save_view
from reviews.queries.filters import COUNTED, VIEWS, CaseFilters, view_counts
from reviews.queries.places_in_order import Place, read_place
from reviews.queries.queue_pages import queue_page
from reviews.queries.saved_views import views_of
from reviews.tables import QueueTable

_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_VIEW_NAMES = {
    "open": gettext_lazy("Open"),
    "due": gettext_lazy("Due now"),
    "promised": gettext_lazy("Promised"),
    "waiting": gettext_lazy("Waiting"),
    "held": gettext_lazy("Held"),
    "mine": gettext_lazy("Mine"),
    "closed": gettext_lazy("Closed"),
    "all": gettext_lazy("All"),
}
#: What of an address is the page, not the filters.
_NOT_FILTERS = ("after", "before", "since", "page", "in_place")


@seat_required(EVERYONE)
def queue_list(request: DeskRequest) -> HttpResponse:
    """One page of cases under the filters of the address."""
    now = timezone.now()
    member = request.member
    form = QueueFilterForm(request.GET, member=member)
    filters = form.filters()
    page = queue_page(member=member, filters=filters, place=_place(request.GET, filters), now=now)
    counts = view_counts(member=member, now=now)
    context = {
        "form": form,
        "filters": filters,
        "page": page,
        "table": QueueTable(page.rows),
        "views": [(view, _VIEW_NAMES[view], _shown(counts.get(view))) for view in VIEWS],
        "saved": views_of(member),
        "asked": filters_of(request.GET),
        "colleagues": form.colleagues,
        **row_context(member),
        "drawn_at": now,
        "may_export": member.role != AGENT,
        "snoozes": SNOOZE_CHOICES,
        "close_reasons": CLOSE_REASON_CHOICES[1:],
        "complaints": _shown(counts["complaints"] or None) if member.role != OPS else "",
    }
    return render(request, "reviews/queue.html", context)


@seat_required(ANALYSTS)
def export(request: DeskRequest) -> HttpResponse:
    """The rows of these filters as a workbook, buyers masked; written down for the audit."""
    if request.method != "POST":
        return redirect("reviews:queue", shop=request.member.shop.code)
    now = timezone.now()
    asked = QueryDict(request.POST.get("query", ""))
    filters = QueueFilterForm(asked, member=request.member).filters()
    book = export_queue(member=request.member, filters=filters, query=filters_of(asked), now=now)
    name = f"queue-{request.member.shop.code}-{timezone.localtime(now):%Y%m%d-%H%M}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(book, content_type=_WORKBOOK, headers=headers)


@require_POST
@seat_required(EVERYONE)
def keep_view(request: DeskRequest) -> HttpResponse:
    """Keep the filters of the page under a name."""
    form = SavedViewForm(request.POST)
    query = filters_of(QueryDict(request.POST.get("query", "")[:500]))
    if form.is_valid():
        data = form.cleaned_data
        try:
            save_view(
                member=request.member,
                name=data["name"],
                query=query,
                is_shared=data["is_shared"],
                now=timezone.now(),
            )
        except TooManyViews:
            messages.warning(request, _("You keep twenty views already: remove one first."))
        else:
            messages.success(request, _("The view is kept."))
    else:
        messages.warning(request, _("Give the view a name of at most 40 characters."))
    return redirect(f"{reverse('reviews:queue', args=(request.member.shop.code,))}?{query}")


@require_POST
@seat_required(EVERYONE)
def drop_view(request: DeskRequest, view: str) -> HttpResponse:
    """Remove a saved view."""
    found = views_of(request.member).filter(public_id=view).first()
    if found is None or not forget_view(view=found, member=request.member):
        raise Http404
    messages.success(request, _("The view is removed."))
    return redirect("reviews:queue", shop=request.member.shop.code)


def _place(asked: QueryDict, filters: CaseFilters) -> Place | None:
    is_before = "before" in asked
    written = asked.get("before" if is_before else "after", "")
    return read_place(written, filters.order, is_before=is_before)


def row_context(member: Member) -> dict[str, object]:
    """What the template of a row needs beside the row."""
    return {
        "cases_at": f"{reverse('reviews:today', args=(member.shop.code,))}cases/",
        "most_dials": member.shop.settings.dials_per_case,
        "may_bulk": member.role in {LEAD, OWNER},
    }


def filters_of(asked: QueryDict) -> str:
    """The filters of an address, as they stand behind "?"."""
    return urlencode(
        [(name, value) for name, value in asked.items() if value and name not in _NOT_FILTERS]
    )


def _shown(count: int | None) -> str:
    """A count as a tab shows it; nothing where it isn't counted."""
    if count is None:
        return ""
    return f"{COUNTED - 1}+" if count >= COUNTED else str(count)
