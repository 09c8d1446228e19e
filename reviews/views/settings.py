"""What owners set: contact rules and people."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from reviews.access import DECIDERS, OWNERS, DeskRequest, seat_required
from reviews.choices import OWNER, ROLE_CHOICES
from reviews.forms import MemberForm, NewMemberForm, ShopSettingsForm
from reviews.models import Member
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
) -> HttpResponse:
    shop = request.member.shop
    bound = [one for one in (form, new_form) if one is not None and one.errors]
    context = {
        "form": form or ShopSettingsForm(instance=shop.settings),
        "new_form": new_form or NewMemberForm(),
        "member_roles": ROLE_CHOICES,
        "team": team_page(shop=shop),
    }
    return render(request, "reviews/settings.html", context, status=422 if bound else 200)


def _back(request: DeskRequest) -> HttpResponse:
    return redirect("reviews:settings", shop=request.member.shop.code)
