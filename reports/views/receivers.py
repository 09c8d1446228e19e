"""Who hears of the scheduled reports of a shop or of a group of shops, and whether they did."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from reports.forms import ReceiverForm
from reports.models import Receiver, ReportGroup
from reports.operations.deliveries import WrongReceiver, add_receiver, retire_receiver
from reports.queries.receivers import last_deliveries, receivers_in_use
from reports.views.groups import GROUPERS, seen_group
from reviews import reasons
from reviews.access import ANALYSTS, DeskRequest, seat_required


@seat_required(ANALYSTS)
def receivers(request: DeskRequest) -> HttpResponse:
    """The shop's receivers, the last deliveries, and the form for a new one."""
    return _page(request)


@seat_required(GROUPERS)
def of_group(request: DeskRequest, group: str) -> HttpResponse:
    """The same of a group, for who may see all of its shops."""
    return _page(request, seen_group(request, group))


def _page(request: DeskRequest, group: ReportGroup | None = None) -> HttpResponse:
    shop = None if group else request.member.shop
    form = ReceiverForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            add_receiver(
                shop=shop,
                group=group,
                language=get_language() or "",
                member=request.member,
                now=timezone.now(),
                **form.cleaned_data,
            )
            return redirect(request.path)
        except WrongReceiver as refused:
            form.add_error("address", reasons.render(refused.reason))
    context = {
        "form": form,
        "group": group,
        "receivers": receivers_in_use(shop=shop, group=group),
        "deliveries": last_deliveries(shop=shop, group=group),
    }
    return render(request, "reports/receivers.html", context, status=422 if form.errors else 200)


@seat_required(ANALYSTS)
@require_POST
def retire(request: DeskRequest, receiver: str) -> HttpResponse:
    """Announce nothing there any more."""
    retire_receiver(receiver=_found(receiver, shop=request.member.shop_id), now=timezone.now())
    return redirect("reports:receivers", shop=request.member.shop.code)


@seat_required(GROUPERS)
@require_POST
def retire_of_group(request: DeskRequest, group: str, receiver: str) -> HttpResponse:
    """Announce nothing of the group there any more."""
    seen = seen_group(request, group)
    retire_receiver(receiver=_found(receiver, group=seen.pk), now=timezone.now())
    return redirect("reports:group_receivers", shop=request.member.shop.code, group=group)


def _found(public_id: str, **of: int) -> Receiver:
    try:
        return Receiver.objects.get(public_id=public_id, **of)
    except Receiver.DoesNotExist:
        raise Http404 from None
