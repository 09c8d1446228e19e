"""What the desk has learned: models with their figures, and which one reads."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from reviews.access import ANALYSTS, DeskRequest, seat_required
from reviews.forms.numbers import whole_number
from reviews.models import CauseModel
from reviews.operations.cause_learning import (
    LEAST_LABELS,
    LEAST_NEW_LABELS,
    label_counts,
    use_cause_model,
)
from reviews.queries.cause_tree import model_rows
from reviews.tasks import learn_causes


@seat_required(ANALYSTS)
def models_page(request: DeskRequest) -> HttpResponse:
    """Before and after of each lesson; one press goes back to another reader, or learns now."""
    if request.method == "POST":
        _act(request)
        return redirect("reviews:cause_models", shop=request.member.shop.code)
    rows = model_rows(member=request.member)
    context = {
        "rows": rows,
        "in_use": next((row for row in rows if row.is_applied), None),
        "counts": label_counts(shop=request.member.shop),
        "least": LEAST_LABELS,
        "least_new": LEAST_NEW_LABELS,
    }
    return render(request, "reviews/cause_models.html", context)


def _act(request: DeskRequest) -> None:
    asked = request.POST.get("use", "")
    if asked == "learn":
        _learn(request)
    elif asked == "built-in":
        _use(request, None)
    else:
        _use_numbered(request, whole_number(asked))


def _learn(request: DeskRequest) -> None:
    learn_causes.delay(shop_id=request.member.shop_id, is_asked=True)
    messages.success(request, _("The lesson has begun; its figures show here in a minute or two."))


def _use_numbered(request: DeskRequest, number: int | None) -> None:
    if number is not None:
        _use(request, number)


def _use(request: DeskRequest, number: int | None) -> None:
    try:
        use_cause_model(shop=request.member.shop, number=number)
    except CauseModel.DoesNotExist:
        messages.warning(request, _("There is no such model. Nothing was changed."))
    else:
        messages.success(request, _("Changed; all reviews will be read again."))
