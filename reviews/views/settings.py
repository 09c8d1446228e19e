"""What owners and leads set: contact rules, deadlines and people."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from reviews import reasons
from reviews.access import DECIDERS, OWNERS, DeskRequest, seat_required
from reviews.choices import OWNER, ROLE_CHOICES
from reviews.forms import ClockForm, MemberForm, NewMemberForm, ShopSettingsForm
from reviews.models import Member
from reviews.operations.clocks import ClockRefused, set_clock
from reviews.operations.settings import LastOwner, change_member, change_settings
from reviews.operations.shops import add_member
from reviews.queries.team import team_page


@seat_required(DECIDERS)
def settings_page(request: DeskRequest) -> HttpResponse:
    """Contact rules, deadlines and people; only the owner changes rules and people."""
    form = ShopSettingsForm(request.POST or None, instance=request.member.shop.settings)
    if request.method == "POST":
        if request.member.role != OWNER:
            raise Http404
        if form.is_valid():
            change_settings(
                shop=request.member.shop,
                values=form.cleaned_data,
                now=timezone.now(),
            )
            messages.success(request, _("The settings are saved; the plan is made again."))
            return _back(request)
    return _show(request, form=form)


@seat_required(DECIDERS)
def clocks(request: DeskRequest) -> HttpResponse:
    """Set a deadline of the shop's own from a day on; never a longer one than the platform's."""
    if request.method != "POST":
        return _back(request)
    form = ClockForm(request.POST)
    if form.is_valid():
        try:
            set_clock(shop=request.member.shop, now=timezone.now(), **form.cleaned_data)
        except ClockRefused as refused:
            field = "valid_from" if refused.reason.code == "clock.past" else "days"
            form.add_error(field, reasons.render(refused.reason))
        else:
            messages.success(request, _("The deadline is kept, for what starts from that day on."))
            return redirect(f"{_settings_of(request)}#clocks")
    return _show(request, clock_form=form)


@seat_required(OWNERS)
def members(request: DeskRequest) -> HttpResponse:
    """Let a person in, or change a role."""
    if request.method != "POST":
        return _back(request)
    if "username" in request.POST:
        return _new_member(request)
    form = MemberForm(request.POST)
    if form.is_valid():
        target = Member.objects.filter(
            shop=request.member.shop_id,
            public_id=form.cleaned_data["member"],
        ).first()
        if target is None:
            raise Http404
        try:
            change_member(
                target=target,
                role=form.cleaned_data["role"],
                is_active=form.cleaned_data["is_active"],
                now=timezone.now(),
            )
        except LastOwner:
            messages.warning(request, _("A shop keeps at least one owner. Nothing was changed."))
        else:
            messages.success(request, _("%(name)s is changed.") % {"name": target.display_name})
    return _back(request)


def _new_member(request: DeskRequest) -> HttpResponse:
    form = NewMemberForm(request.POST)
    if not form.is_valid():
        return _show(request, new_form=form)
    member = add_member(shop=request.member.shop, now=timezone.now(), **form.cleaned_data)
    messages.success(request, _("%(name)s may log in now.") % {"name": member.display_name})
    return _back(request)


def _show(
    request: DeskRequest,
    *,
    form: ShopSettingsForm | None = None,
    new_form: NewMemberForm | None = None,
    clock_form: ClockForm | None = None,
) -> HttpResponse:
    shop, today = request.member.shop, timezone.localdate()
    bound = [one for one in (form, new_form, clock_form) if one is not None and one.errors]
    context = {
        "form": form or ShopSettingsForm(instance=shop.settings),
        "new_form": new_form or NewMemberForm(),
        "clock_form": clock_form or ClockForm(initial={"valid_from": today}),
        "member_roles": ROLE_CHOICES,
        "team": team_page(shop=shop, today=today),
    }
    return render(request, "reviews/settings.html", context, status=422 if bound else 200)


def _back(request: DeskRequest) -> HttpResponse:
    return redirect(_settings_of(request))


def _settings_of(request: DeskRequest) -> str:
    return reverse("reviews:settings", args=(request.member.shop.code,))
