"""The tree editor: causes added, renamed, retired, merged, and shown by examples."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reviews import reasons
from reviews.access import ANALYSTS, OWNERS, DeskRequest, seat_required
from reviews.choices import OWNER
from reviews.forms.causes import CauseForm, ExampleForm, MergeForm, NewCauseForm
from reviews.forms.numbers import whole_number
from reviews.models import Cause
from reviews.operations import cause_tree
from reviews.operations.cause_merges import merge_cause, undo_merge
from reviews.operations.cause_tree import TreeRefused
from reviews.queries.cause_tree import changes_of, examples_of, tree_rows


@seat_required(ANALYSTS)
def tree_page(request: DeskRequest) -> HttpResponse:
    """Every cause with its unit and its reviews; the owner adds one here."""
    return _show_tree(request, NewCauseForm())


@seat_required(OWNERS)
def add(request: DeskRequest) -> HttpResponse:
    """A cause of the shop's own."""
    form = NewCauseForm(request.POST or None)
    if not form.is_valid():
        return _show_tree(request, form)
    given = form.cleaned_data
    try:
        cause_tree.add_cause(
            shop=request.member.shop,
            code=given["code"],
            name=given["name"],
            unit=given["unit"],
            member=request.member,
            now=timezone.now(),
        )
    except TreeRefused as refused:
        form.add_error("code", reasons.render(refused.reason))
        return _show_tree(request, form)
    messages.success(request, _("“%(name)s” is in the tree.") % {"name": given["name"]})
    return redirect("reviews:cause", shop=request.member.shop.code, cause=given["code"])


@seat_required(ANALYSTS)
def cause_page(request: DeskRequest, cause: str) -> HttpResponse:
    """One cause: its names, unit, examples and past; only the owner changes them."""
    found = _cause_of(request, cause)
    if request.method != "POST":
        return _show_cause(request, found, CauseForm(initial=vars(found)))
    if request.member.role != OWNER:
        raise Http404
    act = _ACTS.get(request.POST.get("act", ""))
    if act is None:
        raise Http404
    try:
        refused_form = act(request, found)
    except TreeRefused as refused:
        messages.warning(request, reasons.render(refused.reason))
        refused_form = None
    if refused_form is not None:
        return _show_cause(request, found, refused_form)
    return redirect("reviews:cause", shop=request.member.shop.code, cause=found.code)


def _change(request: DeskRequest, cause: Cause) -> CauseForm | None:
    form = CauseForm(request.POST)
    if not form.is_valid():
        return form
    cause_tree.change_cause(
        cause=cause, member=request.member, now=timezone.now(), **form.cleaned_data
    )
    messages.success(request, _("The cause is changed; its code and its reviews stay."))
    return None


def _retire(request: DeskRequest, cause: Cause) -> None:
    cause_tree.retire_cause(cause=cause, member=request.member, now=timezone.now())
    messages.success(request, _("The cause is retired; what people confirmed stays."))


def _revive(request: DeskRequest, cause: Cause) -> None:
    cause_tree.revive_cause(cause=cause, member=request.member, now=timezone.now())
    messages.success(request, _("The cause is in use again; the reviews are read again."))


def _merge(request: DeskRequest, cause: Cause) -> None:
    form = MergeForm(request.POST, cause=cause)
    if not form.is_valid():
        messages.warning(request, _("Choose the cause to merge into. Nothing was changed."))
        return
    moved = merge_cause(
        cause=cause, into=form.cleaned_data["into"], member=request.member, now=timezone.now()
    )
    text = ngettext(
        "Merged; %(count)s review went over.", "Merged; %(count)s reviews went over.", moved
    )
    messages.success(request, text % {"count": moved})


def _undo_merge(request: DeskRequest, cause: Cause) -> None:
    count = undo_merge(cause=cause, member=request.member, now=timezone.now())
    text = ngettext(
        "The merge is taken back; %(count)s review went back.",
        "The merge is taken back; %(count)s reviews went back.",
        count,
    )
    messages.success(request, text % {"count": count})


def _example(request: DeskRequest, cause: Cause) -> None:
    form = ExampleForm(request.POST)
    if form.is_valid():
        cause_tree.add_example(
            cause=cause,
            text=form.cleaned_data["text"],
            member=request.member,
            now=timezone.now(),
        )
        messages.success(request, _("The example is kept for the next lesson."))


def _drop_example(request: DeskRequest, cause: Cause) -> None:
    number = whole_number(request.POST.get("example", ""))
    if number is not None:
        cause_tree.remove_example(shop=cause.shop, example_id=number)


_ACTS: dict[str, Callable[[DeskRequest, Cause], CauseForm | None]] = {
    "change": _change,
    "retire": _retire,
    "revive": _revive,
    "merge": _merge,
    "undo_merge": _undo_merge,
    "example": _example,
    "drop_example": _drop_example,
}


def _cause_of(request: DeskRequest, code: str) -> Cause:
    causes = Cause.objects.select_related("shop", "merged_into")
    found = causes.filter(shop=request.member.shop_id, code=code).first()
    if found is None:
        raise Http404
    return found


def _show_tree(request: DeskRequest, form: NewCauseForm) -> HttpResponse:
    context = {"rows": tree_rows(member=request.member), "form": form}
    return render(request, "reviews/cause_tree.html", context)


def _show_cause(request: DeskRequest, cause: Cause, form: CauseForm) -> HttpResponse:
    context = {
        "cause": cause,
        "form": form,
        "merge": MergeForm(cause=cause),
        "examples": examples_of(cause),
        "changes": changes_of(cause),
    }
    return render(request, "reviews/cause.html", context)
