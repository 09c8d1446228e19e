"""The rows of an address, or "not found"; reasons as messages."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import Http404

from compensation.models import (
    CodeStock,
    Offer,
    Payout,
    PayoutBatch,
    PolicyVersion,
    ResultFile,
)
from reviews.access import DeskRequest
from reviews.domain.reason import Reason
from reviews.models import Case
from reviews.reasons import render

_M = TypeVar("_M", bound=Model)
ROWS_SHOWN = 50


def case_of(request: DeskRequest, public_id: str) -> Case:
    """The shop's case with what the policy reads; Http404 for any other."""
    cases = Case.objects.select_related(
        "shop__settings",
        "review__order",
        "review__product",
        "buyer",
    )
    return _one(cases.filter(shop=request.member.shop_id, public_id=public_id))


def offer_of(request: DeskRequest, public_id: str) -> Offer:
    """The shop's offer with this id."""
    offers = Offer.objects.select_related("shop", "case", "version", "proposed_by", "promise")
    return _one(offers.filter(shop=request.member.shop_id, public_id=public_id))


def payout_of(request: DeskRequest, public_id: str) -> Payout:
    """The shop's payout with this id."""
    payouts = Payout.objects.select_related(
        "shop",
        "offer__case__review",
        "offer__case__buyer",
        "offer__proposed_by",
        "offer__decided_by",
        "offer__version",
        "offer__promise",
    )
    return _one(payouts.filter(shop=request.member.shop_id, public_id=public_id))


def version_of(request: DeskRequest, public_id: str) -> PolicyVersion:
    """The shop's policy version with this id."""
    versions = PolicyVersion.objects.select_related("shop", "published_by")
    return _one(versions.filter(shop=request.member.shop_id, public_id=public_id))


def batch_of(request: DeskRequest, public_id: str) -> PayoutBatch:
    """The shop's payout batch with this id."""
    batches = PayoutBatch.objects.select_related(
        "shop",
        "created_by",
        "edited_by",
        "approved_by",
        "exported_by",
        "handed_over_by",
        "ended_by",
    )
    return _one(batches.filter(shop=request.member.shop_id, public_id=public_id))


def result_of(request: DeskRequest, public_id: str) -> ResultFile:
    """The shop's result file with this id."""
    results = ResultFile.objects.select_related("batch__shop", "read_by", "booked_by")
    return _one(results.filter(batch__shop=request.member.shop_id, public_id=public_id))


def stock_of(request: DeskRequest, public_id: str) -> CodeStock:
    """The shop's stock of codes with this id."""
    return _one(CodeStock.objects.filter(shop=request.member.shop_id, public_id=public_id))


def known_choice(value: str, choices: Sequence[tuple[str, object]]) -> str:
    """The value where it is one of the choices, else nothing."""
    return value if value in {known for known, _label in choices} else ""


def tell(request: DeskRequest, reasons: Iterable[Reason]) -> None:
    """Say every reason as an error message."""
    for reason in reasons:
        messages.error(request, render(reason))


def page_of(request: DeskRequest, rows: QuerySet[_M], *, shown: int = ROWS_SHOWN) -> Page[_M]:
    """The page of rows the address asks for; a wrong number shows the nearest."""
    return Paginator(rows, shown).get_page(request.GET.get("page"))


def _one(rows: QuerySet[_M]) -> _M:
    found = rows.first()
    if found is None:
        raise Http404
    return found
