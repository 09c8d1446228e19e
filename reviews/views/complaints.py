"""Reviews without a rating that read like complaints: a person opens a case or does not."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from reviews.access import CALLERS, DeskRequest, seat_required
from reviews.choices import AGENT
from reviews.forms.numbers import whole_number
from reviews.operations.put_forward import (
    MOST_AT_ONCE,
    dismiss_complaints,
    open_complaints,
    put_back,
)
from reviews.queries.complaints import (
    VIEWS,
    complaint_causes,
    complaint_counts,
    complaint_page,
    waiting_ids,
)

LAST_PAGE = 1_000
_VIEW_NAMES = {"waiting": _("To judge"), "dismissed": _("Not a complaint")}


@seat_required(CALLERS)
def complaints_page(request: DeskRequest) -> HttpResponse:
    """The reviews put forward, newest first, each with what shows the complaint."""
    view = request.GET.get("view", "waiting")
    view = view if view in VIEWS else "waiting"
    cause, page = request.GET.get("cause", ""), _page(request.GET)
    counts = complaint_counts(member=request.member)
    context = {
        "view": view,
        "cause": cause,
        "page": page,
        "may_judge_all": request.member.role != AGENT,
        "views": [(one, _VIEW_NAMES[one], counts[one]) for one in VIEWS],
        "causes": complaint_causes(member=request.member),
        "complaints": complaint_page(member=request.member, view=view, cause=cause, page=page),
    }
    return render(request, "reviews/complaints.html", context)


@seat_required(CALLERS)
def judge(request: DeskRequest) -> HttpResponse:
    """Take a person's word on one review, or on the selected ones."""
    shop, member, now = request.member.shop, request.member, timezone.now()
    opened, dismissed, back = (_chosen(request, act) for act in ("open", "dismiss", "back"))
    if opened:
        _tell_opened(request, open_complaints(shop=shop, public_ids=opened, member=member, now=now))
    elif dismissed:
        dismiss_complaints(shop=shop, public_ids=dismissed, member=member, now=now)
    elif back:
        put_back(shop=shop, public_ids=back)
    answer = redirect("reviews:complaints", shop=shop.code)
    answer["Location"] += _same_list(request.POST)
    return answer


def _chosen(request: DeskRequest, act: str) -> list[str]:
    """The review of the pressed button; the ticked ones; or all of the list, for who decides."""
    value = request.POST.get(act, "")
    if value == "selected":
        return request.POST.getlist("review")
    if value == "all" and request.member.role != AGENT:
        return waiting_ids(
            member=request.member, cause=request.POST.get("cause", ""), most=MOST_AT_ONCE
        )
    return [value] if value else []


def _tell_opened(request: DeskRequest, count: int) -> None:
    if count:
        text = ngettext("%(count)s case opened.", "%(count)s cases opened.", count)
        messages.success(request, text % {"count": count})
    else:
        messages.warning(request, _("A colleague has judged this already."))


def _same_list(posted: QueryDict) -> str:
    asked = {name: posted.get(name, "") for name in ("view", "cause", "page")}
    kept = {name: value for name, value in asked.items() if value}
    return f"?{urlencode(kept)}" if kept else ""


def _page(asked: QueryDict) -> int:
    page = whole_number(asked.get("page", "")) or 1
    return min(page, LAST_PAGE)
