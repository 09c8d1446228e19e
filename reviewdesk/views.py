"""Pages that belong to no room: the way to one's shop, and the component page."""

import datetime as dt

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from reviewdesk.samples import sample_pareto, sample_trend
from reviews.choices import CLOCK_CHOICES, OPS
from reviews.models import Member
from reviews.queries.rows import ClockShare

#: What the component page shows: the longest deadline, and the shades of the week's grid.
CLOCK_SHOWN = dt.timedelta(days=30)
SHADES = ("l0", "l1", "l2", "l3", "l4", "full")


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """To the first page of one's first shop: ops to the reports, everyone else to today."""
    member = (
        Member.objects.select_related("shop")
        .filter(user__username=request.user.get_username(), is_active=True)
        .order_by("shop__name", "id")
        .first()
    )
    if member is None:
        return render(request, "reviewdesk/no_shop.html", status=403)
    page = "reports:dashboard" if member.role == OPS else "reviews:today"
    return redirect(page, shop=member.shop.code)


@login_required
def help_page(request: HttpRequest) -> HttpResponse:
    """How a case is worked by keys: the one page to read before the first one."""
    return render(request, "reviewdesk/help.html")


@login_required
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component of the design system on one page."""
    now = timezone.now()
    parts = {
        "clocks": [
            [
                ClockShare(kind, str(name), share, now + share * CLOCK_SHOWN, "")
                for (kind, name), share in zip(CLOCK_CHOICES, shares, strict=True)
            ]
            for shares in ((0.9, 0.8, 0.7), (0.5, 0.2, 0.05), (0.0, 0.0, 0.0))
        ],
        "shades": [(shade, 40 * n) for n, shade in enumerate(SHADES)],
        "toasts": ("success", "info", "warning"),
    }
    charts = {"pareto": sample_pareto(), "trend": sample_trend()}
    return render(request, "reviewdesk/styleguide.html", {"parts": parts, **charts})
