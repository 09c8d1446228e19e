"""What every page of the desk shows around its content."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from reviews.access import ANALYSTS, CALLERS, DECIDERS, EVERYONE, IMPORTERS
from reviews.models import Member, Shop


@dataclass(frozen=True, slots=True)
class RailEntry:
    """One line of the rail on the left."""

    url: str
    icon: str
    label: LazyText | str
    active: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """The seat of the request's member and the ways from here."""

    member: Member
    shops: list[Shop]
    rail: list[RailEntry]
    on_break: bool


_RAIL: tuple[tuple[str, str, LazyText | str, frozenset[str]], ...] = (
    ("reviews:today", "today", _("Today"), CALLERS),
    ("reviews:queue", "queue", _("Queue"), EVERYONE),
    ("reviews:plan", "plan", _("Plan"), CALLERS),
    ("compensation:home", "money", _("Compensation"), CALLERS),
    ("reports:dashboard", "reports", _("Reports"), ANALYSTS),
    ("reports:actions", "actions", _("Actions"), ANALYSTS),
    ("reviews:causes", "causes", _("Causes"), ANALYSTS),
    ("reviews:timing", "clock", _("Timing"), DECIDERS),
    ("reviews:team", "user", _("Team"), DECIDERS),
    ("reviews:imports", "import", _("Import"), IMPORTERS),
    ("reviews:settings", "settings", _("Settings"), DECIDERS),
)


def desk(request: HttpRequest) -> dict[str, object]:
    """Template context: ``desk`` (None outside a shop) and the version."""
    member = getattr(request, "member", None)
    context: dict[str, object] = {"app_version": settings.VERSION, "desk": None}
    if isinstance(member, Member):
        paused_until = member.paused_until
        context["desk"] = Desk(
            member=member,
            shops=_shops_of(member),
            rail=_rail(request, member),
            on_break=paused_until is not None and paused_until > timezone.now(),
        )
    return context


def _shops_of(member: Member) -> list[Shop]:
    return list(
        Shop.objects.filter(members__user=member.user_id, members__is_active=True).order_by(
            "name", "id"
        ),
    )


def _rail(request: HttpRequest, member: Member) -> list[RailEntry]:
    shop = {"shop": member.shop.code}
    urls = {name: reverse(name, kwargs=shop) for name, *_, roles in _RAIL if member.role in roles}
    # A page below an entry's belongs to it; below the first one lies everything.
    below = [url for name, url in urls.items() if name != "reviews:today"]
    here = max(filter(request.path.startswith, below), key=len, default=request.path)
    return [
        RailEntry(urls[name], icon, label, active=urls[name] == here)
        for name, icon, label, _roles in _RAIL
        if name in urls
    ]
