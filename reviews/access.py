"""Who may do what: roles, and the shop that a request is about. The only place that decides it.

Every desk view is decorated with `seat_required`; every read starts from ``request.member.shop``.
A shop one doesn't belong to is "not found", so that its existence isn't told.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django_htmx.middleware import HtmxDetails

from reviews.choices import AGENT, LEAD, OPS, OWNER
from reviews.models import Member, User

EVERYONE = frozenset({AGENT, LEAD, OWNER, OPS})
CALLERS = frozenset({AGENT, LEAD, OWNER})
DECIDERS = frozenset({LEAD, OWNER})
ANALYSTS = frozenset({LEAD, OWNER, OPS})
IMPORTERS = frozenset({LEAD, OWNER, OPS})
OWNERS = frozenset({OWNER})

P = ParamSpec("P")


class DeskRequest(HttpRequest):
    """A request of a signed-in member in one shop."""

    member: Member
    htmx: HtmxDetails


DeskView = Callable[Concatenate[DeskRequest, P], HttpResponseBase]
ShopView = Callable[..., HttpResponseBase]


def seat_required(roles: frozenset[str]) -> Callable[[DeskView[P]], ShopView]:
    """Let only active members of the shop in the address with one of ``roles`` in.

    Not signed in: to the login. No member of that shop: 404. Wrong role: 403.
    """

    def decorate(view: DeskView[P]) -> ShopView:
        @wraps(view)
        def guarded(
            request: HttpRequest,
            shop: str,
            *args: P.args,
            **kwargs: P.kwargs,
        ) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            request.member = member_of(request.user, shop=shop, roles=roles)  # type: ignore[attr-defined]  # DeskRequest from here on
            return view(request, *args, **kwargs)  # type: ignore[arg-type]  # the same request

        guarded.allowed_roles = roles  # type: ignore[attr-defined]  # read by the test of all URLs
        return guarded

    return decorate


def member_of(user: User | AnonymousUser, *, shop: str, roles: frozenset[str]) -> Member:
    """The user's active membership in a shop; raises Http404 or PermissionDenied."""
    member = (
        Member.objects.select_related("shop", "shop__settings", "user")
        .filter(user=user if user.is_authenticated else None, shop__code=shop, is_active=True)
        .first()
    )
    if member is None:
        raise Http404("no such shop for this person")
    if member.role not in roles:
        raise PermissionDenied
    return member


def client_ip(request: HttpRequest) -> str | None:
    """The address the request came from, for the reveal log."""
    return request.META.get("REMOTE_ADDR") or None
