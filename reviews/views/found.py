"""The case of an address, or "not found"."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from reviews.access import DeskRequest
from reviews.models import Case


def case_of(request: DeskRequest, public_id: str) -> Case:
    """The shop's case with this id; Http404 for any other."""
    cases = Case.objects.select_related("shop", "shop__settings", "review", "buyer")
    try:
        return cases.get(shop=request.member.shop_id, public_id=public_id)
    except Case.DoesNotExist:
        raise Http404 from None


def to_case(request: DeskRequest, public_id: str) -> HttpResponse:
    """Back to the card."""
    return redirect("reviews:case", shop=request.member.shop.code, case=public_id)


def to_why(request: DeskRequest, public_id: str) -> HttpResponse:
    """Back to the card, with the reasons for its time unfolded."""
    url = reverse("reviews:case", args=(request.member.shop.code, public_id))
    return redirect(f"{url}?why")


def draft_tag(public_id: str) -> str:
    """The message tag that lets the browser forget what was typed into this case."""
    return f"draft:case-{public_id}"
