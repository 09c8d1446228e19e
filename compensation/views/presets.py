"""The forms of payment pages: the shop's own, and the shipped ones to copy."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from compensation.forms import ColumnForm, LayoutForm, column_forms
from compensation.operations.errors import OfferRefusedError
from compensation.operations.presets import delete_preset, save_preset
from compensation.queries.presets import PresetChoice, preset_by_key, presets_of
from compensation.views.found import tell
from reviews.access import DECIDERS, DeskRequest, seat_required


@seat_required(DECIDERS)
def presets(request: DeskRequest) -> HttpResponse:
    """Every form the shop can choose."""
    found = presets_of(shop=request.member.shop)
    return render(request, "compensation/presets.html", {"presets": found})


@seat_required(DECIDERS)
def preset(request: DeskRequest, preset: str) -> HttpResponse:
    """One form: columns, order, limits, the words of its result."""
    choice = preset_by_key(shop=request.member.shop, key=preset)
    if choice is None:
        raise Http404
    data = request.POST or None
    form = LayoutForm(data, initial=LayoutForm.initial_of(choice.layout))
    columns = column_forms(choice.layout, data)
    if request.method == "POST" and _saved(request, choice, form, columns):
        return redirect("compensation:presets", shop=request.member.shop.code)
    context = {"choice": choice, "form": form, "columns": columns}
    return render(request, "compensation/preset.html", context)


def _saved(
    request: DeskRequest, choice: PresetChoice, form: LayoutForm, columns: list[ColumnForm]
) -> bool:
    if request.POST.get("act") == "delete" and choice.own is not None:
        delete_preset(preset=choice.own, member=request.member)
        return True
    if not form.is_valid() or not all(column.is_valid() for column in columns):
        return False
    kept = [column for one in columns if (column := one.column()) is not None]
    layout = form.layout(choice.layout, kept)
    try:
        save_preset(member=request.member, layout=layout, own=choice.own, now=timezone.now())
    except OfferRefusedError as refused:
        tell(request, refused.reasons)
        return False
    messages.success(request, _("The form is saved; batches gathered before keep theirs."))
    return True
