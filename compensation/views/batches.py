"""Batches of payouts: the list, gathering, one batch and everything that may be done with it."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from compensation.forms import BatchListForm, GatherForm, PayeeForm, ResultForm
from compensation.models import BatchLine, PayoutBatch, ResultFile
from compensation.operations.batch_exports import (
    close_batch,
    export_batch,
    fetch_file,
    mark_handed_over,
    recall_batch,
)
from compensation.operations.batches import (
    NewBatch,
    approve_batch,
    discard_batch,
    gather_batch,
    take_out_line,
)
from compensation.operations.booking import settle_line
from compensation.operations.errors import OfferRefusedError, WordingBlockedError
from compensation.operations.payees import give_payee
from compensation.queries.batches import (
    BatchView,
    batch_view,
    batches_in,
    count_gatherable,
    listed_batches,
)
from compensation.queries.presets import preset_by_key, presets_of
from compensation.tables import BatchTable
from compensation.views.found import ROWS_SHOWN, batch_of, page_of, payout_of, tell
from compensation.views.sheets import (
    batch_cells,
    heads_of,
    logged_sheet,
    sheet_response,
    text_response,
)
from compensation.workbook.lists import write_list
from reviews.access import CALLERS, DECIDERS, DeskRequest, client_ip, seat_required

_ACTS: dict[str, Callable[..., object]] = {
    "approve": approve_batch,
    "discard": discard_batch,
    "export": export_batch,
    "handed_over": mark_handed_over,
    "close": close_batch,
}


@seat_required(DECIDERS)
def batches(request: DeskRequest) -> HttpResponse:
    """The shop's batches under the filters of the address."""
    form = BatchListForm(request.GET)
    page = page_of(request, listed_batches(shop=request.member.shop, **form.wanted()))
    context = {"page": page, "table": BatchTable(page.object_list), "form": form}
    return render(request, "compensation/batches.html", context)


@seat_required(DECIDERS)
def batches_workbook(request: DeskRequest) -> HttpResponse:
    """The same list as a workbook."""
    shop = request.member.shop
    rows = listed_batches(shop=shop, **BatchListForm(request.GET).wanted())
    cells = (batch_cells(row) for row in rows.iterator(chunk_size=500))
    content = write_list(name=_("Payout batches"), heads=heads_of(BatchTable), rows=cells)
    return logged_sheet(request, "batches", f"batches-{shop.code}", content, rows=rows.count())


@seat_required(DECIDERS)
def batch_new(request: DeskRequest) -> HttpResponse:
    """Choose what to gather, see how much it is, and gather it."""
    shop = request.member.shop
    presets = presets_of(shop=shop)
    form = GatherForm(request.POST or request.GET or None, shop=shop, presets=presets)
    blocked = False
    if request.method == "POST" and form.is_valid():
        try:
            batch = gather_batch(
                shop=shop, member=request.member, new=_new_batch(form), now=timezone.now()
            )
        except OfferRefusedError as refused:
            blocked = isinstance(refused, WordingBlockedError)
            tell(request, refused.reasons)
        else:
            return redirect("compensation:batch", shop=shop.code, batch=batch.public_id)
    number, fen = count_gatherable(shop=shop, wanted=form.wanted())
    context = {"form": form, "number": number, "fen": fen, "blocked": blocked, "presets": presets}
    name = "_batch_found.html" if request.htmx else "batch_new.html"
    return render(request, f"compensation/{name}", context)


def _new_batch(form: GatherForm) -> NewBatch:
    choice = preset_by_key(shop=form.shop, key=form.cleaned_data["preset"])
    if choice is None:
        raise Http404
    return NewBatch(
        wanted=form.wanted(),
        layout=choice.layout,
        remark=form.cleaned_data["remark"],
        override_word=form.cleaned_data["override_word"],
    )


@seat_required(DECIDERS)
def batch(request: DeskRequest, batch: str) -> HttpResponse:
    """One batch: where it stands, its lines, its files, its answers."""
    found = batch_of(request, batch)
    view = batch_view(batch=found, member=request.member, now=timezone.now())
    return render(request, "compensation/batch.html", batch_context(request, view))


def batch_context(request: DeskRequest, view: BatchView) -> dict[str, object]:
    """What the page of a batch shows, lines a page at a time."""
    results = ResultFile.objects.filter(batch=view.batch).select_related("read_by")
    return {
        "view": view,
        "batch": view.batch,
        "page": Paginator(view.lines, 2 * ROWS_SHOWN).get_page(request.GET.get("page")),
        "results": results.order_by("-read_at", "-id"),
        "result_form": ResultForm(),
        "payee_form": PayeeForm(),
    }


@seat_required(DECIDERS)
def batch_act(request: DeskRequest, batch: str) -> HttpResponse:
    """Approve, discard, export, note the upload, recall or close."""
    found = batch_of(request, batch)
    if request.method == "POST":
        try:
            _act(request, found)
        except OfferRefusedError as refused:
            tell(request, refused.reasons)
        else:
            found.refresh_from_db()
            label = found.get_state_display()
            messages.success(request, _("The batch: %(state)s") % {"state": label})
    return _to_batch(request, found)


def _act(request: DeskRequest, batch: PayoutBatch) -> None:
    given = {"batch": batch, "member": request.member, "now": timezone.now()}
    name = request.POST.get("act", "")
    if name == "recall":
        recall_batch(**given, word=request.POST.get("word", ""))  # type: ignore[arg-type]  # the same three
    elif name in _ACTS:
        _ACTS[name](**given)


@seat_required(DECIDERS)
def batch_line(request: DeskRequest, batch: str, line: int) -> HttpResponse:
    """Take a line out of a draft, or settle one that got no answer."""
    found = batch_of(request, batch)
    one = _line_of(found, line)
    if request.method == "POST":
        member, now = request.member, timezone.now()
        try:
            if request.POST.get("act") == "take_out":
                take_out_line(line=one, member=member, now=now)
            else:
                typed = {name: request.POST.get(name, "") for name in ("reference", "word")}
                settle_line(line=one, member=member, now=now, **typed)
        except OfferRefusedError as refused:
            tell(request, refused.reasons)
    return _to_batch(request, found)


def _line_of(batch: PayoutBatch, line: int) -> BatchLine:
    lines = BatchLine.objects.select_related(
        "batch__shop", "payout__shop", "payout__offer__case", "payout__offer__promise"
    )
    found = lines.filter(batch=batch, pk=line).first()
    if found is None:
        raise Http404
    return found


@seat_required(DECIDERS)
def batch_file(request: DeskRequest, batch: str, file_type: str) -> HttpResponse:
    """The file in clear, once its reason is in the log; a GET gives nothing away."""
    found = batch_of(request, batch)
    file = found.files.select_related("batch").filter(file_type=file_type).first()
    if file is None:
        raise Http404
    if request.method != "POST":
        return _to_batch(request, found)
    try:
        content = fetch_file(
            file=file,
            member=request.member,
            reason=request.POST.get("reason", ""),
            ip=client_ip(request),
            now=timezone.now(),
        )
    except OfferRefusedError as refused:
        tell(request, refused.reasons)
        return _to_batch(request, found)
    answer = sheet_response if file_type == "xlsx" else text_response
    return answer(f"payouts-{found.shop.code}-{found.number:04d}", content)


@seat_required(CALLERS)
def payee(request: DeskRequest, payout: str) -> HttpResponse:
    """Note where a payout goes."""
    found = payout_of(request, payout)
    form = PayeeForm(request.POST)
    if request.method == "POST" and form.is_valid():
        try:
            give_payee(payout=found, member=request.member, now=timezone.now(), **form.cleaned_data)
        except OfferRefusedError as refused:
            tell(request, refused.reasons)
        else:
            messages.success(request, _("The payee is noted; it is shown masked."))
    batches = batches_in(shop=found.shop).filter(public_id=request.POST.get("batch", ""))
    if (back := batches.first()) is not None:
        return _to_batch(request, back)
    return redirect("reviews:case", shop=found.shop.code, case=found.offer.case.public_id)


def _to_batch(request: DeskRequest, batch: PayoutBatch) -> HttpResponse:
    return redirect("compensation:batch", shop=request.member.shop.code, batch=batch.public_id)
