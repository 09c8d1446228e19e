"""Who hears of scheduled reports, and whether they did."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from reports.forms import ReceiverForm
from reports.models import Receiver
from reports.operations.deliveries import WrongReceiver, add_receiver, retire_receiver
from reports.queries.receivers import last_deliveries, receivers_in_use
from reviews import reasons
from reviews.access import ANALYSTS, DeskRequest, seat_required


@seat_required(ANALYSTS)
def receivers(request: DeskRequest) -> HttpResponse:
    """The shop's receivers, the last deliveries, and the form for a new one."""
    shop = request.member.shop
    form = ReceiverForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            add_receiver(
                shop=shop,
                language=get_language() or "",
                member=request.member,
                now=timezone.now(),
                **form.cleaned_data,
            )
            return redirect("reports:receivers", shop=shop.code)
        except WrongReceiver as refused:
            form.add_error("address", reasons.render(refused.reason))
    context = {
        "form": form,
        "receivers": receivers_in_use(member=request.member),
        "deliveries": last_deliveries(member=request.member),
    }
    return render(request, "reports/receivers.html", context, status=422 if form.errors else 200)


@seat_required(ANALYSTS)
@require_POST
def retire(request: DeskRequest, receiver: str) -> HttpResponse:
    """Announce nothing there any more."""
    try:
        found = Receiver.objects.get(shop=request.member.shop_id, public_id=receiver)
    except Receiver.DoesNotExist:
        raise Http404 from None
    retire_receiver(receiver=found, now=timezone.now())
    return redirect("reports:receivers", shop=request.member.shop.code)
