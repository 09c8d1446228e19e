"""Pages that belong to no room: the way to one's shop, and the component page."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from reviews.choices import OPS
from reviews.models import Member


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
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component of the design system on one page."""
    return render(request, "reviewdesk/styleguide.html")
