"""The answer of a payment page: brought in, looked at, booked, with its progress."""

from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from compensation.forms import ResultForm
from compensation.models import PayoutBatch, ResultFile
from compensation.operations.booking import book_result
from compensation.operations.errors import OfferRefusedError
from compensation.operations.results import discard_result, read_result
from compensation.queries.results import ResultView, result_view
from compensation.views.found import batch_of, page_of, result_of, tell
from reviews.access import DECIDERS, DeskRequest, seat_required
from reviews.intake.failures import UnreadableFile

#: htmx stops polling at this answer.
STOP_POLLING = 286


@seat_required(DECIDERS)
def result_upload(request: DeskRequest, batch: str) -> HttpResponse:
    """Read an answer; nothing moves before somebody books it."""
    found = batch_of(request, batch)
    form = ResultForm(request.POST, request.FILES)
    back = redirect("compensation:batch", shop=found.shop.code, batch=found.public_id)
    if request.method != "POST" or not form.is_valid():
        return back
    try:
        result = _read(request, found, form.cleaned_data["file"])
    except OfferRefusedError as refused:
        tell(request, refused.reasons)
        return back
    except UnreadableFile as failure:
        tell(request, [failure.reason])
        return back
    return redirect("compensation:result", shop=found.shop.code, result=result.public_id)


def _read(request: DeskRequest, batch: PayoutBatch, file: Any) -> ResultFile:
    with NamedTemporaryFile(suffix=Path(str(file.name)).suffix[:8]) as kept:
        for chunk in file.chunks():
            kept.write(chunk)
        kept.flush()
        return read_result(
            batch=batch,
            path=Path(kept.name),
            file_name=str(file.name),
            member=request.member,
            now=timezone.now(),
        )


@seat_required(DECIDERS)
def result(request: DeskRequest, result: str) -> HttpResponse:
    """What each row would do, or did."""
    view = result_view(result=result_of(request, result), verdict=request.GET.get("verdict", ""))
    return render(request, "compensation/result.html", _context(request, view))


@seat_required(DECIDERS)
def result_progress(request: DeskRequest, result: str) -> HttpResponse:
    """The moving part of the page; ends the polling when all is booked."""
    view = result_view(result=result_of(request, result), verdict="")
    status = 200 if view.result.state == "booking" else STOP_POLLING
    return render(
        request, "compensation/_result_state.html", _context(request, view), status=status
    )


@seat_required(DECIDERS)
def result_act(request: DeskRequest, result: str) -> HttpResponse:
    """Book it, or leave it."""
    found = result_of(request, result)
    if request.method == "POST":
        given: dict[str, Any] = {"result": found, "member": request.member, "now": timezone.now()}
        try:
            if request.POST.get("act") == "book":
                book_result(**given)
            else:
                discard_result(**given)
        except OfferRefusedError as refused:
            tell(request, refused.reasons)
    return redirect("compensation:result", shop=found.batch.shop.code, result=found.public_id)


def _context(request: DeskRequest, view: ResultView) -> dict[str, object]:
    return {"view": view, "result": view.result, "page": page_of(request, view.rows)}
