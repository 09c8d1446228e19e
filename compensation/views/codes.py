"""Stocks of codes and gifts, and the code of an offer."""

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from compensation.choices import CODE_STATE_CHOICES
from compensation.domain.code_list import CodeList
from compensation.forms import CodesForm, StockFilterForm, StockForm
from compensation.models import CodeStock
from compensation.operations.code_files import code_lines
from compensation.operations.codes import (
    add_codes,
    add_pieces,
    hand_out,
    open_stock,
    send_code,
    take_back_code,
    void_codes,
)
from compensation.operations.errors import OfferRefusedError
from compensation.queries.codes import codes_in, stock_rows
from compensation.views.found import case_of, offer_of, page_of, stock_of, tell
from compensation.views.panel import draw_panel
from reviews.access import CALLERS, DECIDERS, DeskRequest, seat_required
from reviews.domain.reason import Reason
from reviews.intake.failures import UnreadableFile


@seat_required(DECIDERS)
def codes(request: DeskRequest) -> HttpResponse:
    """Every stock with what is left, and a form for a new one."""
    form = StockForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            stock = open_stock(
                member=request.member,
                name=typed["name"],
                kind=typed["kind"],
                value_fen=typed["value"],
                low_at=typed["low_at"],
                now=timezone.now(),
            )
        except OfferRefusedError as refused:
            tell(request, refused.reasons)
        else:
            return _to_stock(request, stock)
    wanted = StockFilterForm(request.GET)
    kind = wanted.typed().get("kind", "")
    rows = stock_rows(shop=request.member.shop, today=timezone.localdate(), kind=kind)
    context = {"rows": rows, "form": wanted, "new": form}
    return render(request, "compensation/codes.html", context)


@seat_required(DECIDERS)
def stock(request: DeskRequest, stock: str) -> HttpResponse:
    """One stock: its codes masked, and where they went."""
    found = stock_of(request, stock)
    return _draw_stock(request, found, CodesForm())


def _draw_stock(
    request: DeskRequest, stock: CodeStock, form: CodesForm, read: CodeList | None = None
) -> HttpResponse:
    state = request.GET.get("state", "")
    known = {name for name, _label in CODE_STATE_CHOICES}
    rows = stock_rows(shop=stock.shop, today=timezone.localdate())
    context = {
        "stock": stock,
        "row": next((row for row in rows if row.stock == stock), None),
        "page": page_of(request, codes_in(stock=stock, state=state if state in known else "")),
        "state": state,
        "states": CODE_STATE_CHOICES,
        "form": form,
        "read": read,
    }
    return render(request, "compensation/stock.html", context)


@seat_required(DECIDERS)
def stock_act(request: DeskRequest, stock: str) -> HttpResponse:
    """Bring codes in, or take out those that are over."""
    found = stock_of(request, stock)
    form = CodesForm(request.POST, request.FILES)
    if request.method != "POST":
        return _to_stock(request, found)
    try:
        if request.POST.get("act") == "void":
            number = void_codes(stock=found, member=request.member, now=timezone.now())
            messages.success(request, _("%(number)s codes taken out.") % {"number": number})
            return _to_stock(request, found)
        read = _bring_in(request, found, form) if form.is_valid() else None
    except OfferRefusedError as refused:
        tell(request, refused.reasons)
        return _draw_stock(request, found, form)
    except UnreadableFile as failure:
        tell(request, [failure.reason])
        return _draw_stock(request, found, form)
    if read is not None:
        number = len(read.codes)
        words = ngettext("%(number)s code put in.", "%(number)s codes put in.", number)
        messages.success(request, words % {"number": number})
    return _draw_stock(request, found, CodesForm() if read is not None else form, read)


def _bring_in(request: DeskRequest, stock: CodeStock, form: CodesForm) -> CodeList:
    given: dict[str, Any] = {"stock": stock, "member": request.member, "now": timezone.now()}
    pieces, file = form.cleaned_data["pieces"], form.cleaned_data["file"]
    if pieces:
        return add_pieces(**given, count=pieces)
    lines = list(_file_lines(file)) if file else form.cleaned_data["pasted"].splitlines()
    return add_codes(**given, lines=lines)


def _file_lines(file: Any) -> Iterator[str]:
    with NamedTemporaryFile(suffix=Path(str(file.name)).suffix[:8]) as kept:
        for chunk in file.chunks():
            kept.write(chunk)
        kept.flush()
        yield from code_lines(Path(kept.name))


_CODE_ACTS: dict[str, Callable[..., object]] = {"send": send_code, "put_back": take_back_code}


@seat_required(CALLERS)
def offer_code(request: DeskRequest, offer: str) -> HttpResponse:
    """Hand a code to an offer, note that it was sent, or put it back."""
    found = offer_of(request, offer)
    refused: tuple[Reason, ...] = ()
    if request.method == "POST":
        try:
            _code_act(request, found)
        except OfferRefusedError as error:
            refused = error.reasons
    return draw_panel(request, case_of(request, found.case.public_id), refused=refused)


def _code_act(request: DeskRequest, offer: Any) -> None:
    given: dict[str, Any] = {"offer": offer, "member": request.member, "now": timezone.now()}
    name = request.POST.get("act", "")
    if name in _CODE_ACTS:
        _CODE_ACTS[name](**given)
    elif name == "hand_out":
        hand_out(**given, stock=stock_of(request, request.POST.get("stock", "")))


def _to_stock(request: DeskRequest, stock: CodeStock) -> HttpResponse:
    return redirect("compensation:stock", shop=request.member.shop.code, stock=stock.public_id)
