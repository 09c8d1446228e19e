"""A draft tried on real cases while it is typed: so often a minute, as a try reads a month."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja.throttling import SimpleRateThrottle

from compensation.domain.money import NotAnAmountError
from compensation.domain.policy_checks import check_policy
from compensation.domain.policy_json import PolicyUnreadableError, version_from_json
from compensation.domain.replay import side_by_side
from compensation.forms import read_policy_form
from compensation.queries.editor import words_of
from compensation.queries.policies import read_policy, version_in_force
from compensation.queries.replays import replay_cases
from compensation.views.found import version_of
from reviews import reasons
from reviews.access import OWNERS, DeskRequest, seat_required

TRIED = dt.timedelta(days=30)
EXAMPLES = 8
#: The page waits for a pause of 0.7 seconds; who types without rest stays below this.
MOST_TRIES = "40/m"
_TEMPLATE = "compensation/_policy_try.html"


class TryThrottle(SimpleRateThrottle):
    """So many tries of one member a minute, counted in each process."""

    def __init__(self, member: int) -> None:
        super().__init__(MOST_TRIES)
        self._member = member

    def get_cache_key(self, request: HttpRequest) -> str:  # noqa: ARG002  # the base's signature
        return f"policy-try-{self._member}"


@seat_required(OWNERS)
def policy_try(request: DeskRequest, version: str) -> HttpResponse:
    """What is being typed, tried on real cases of the last 30 days; nothing is saved."""
    found = version_of(request, version)
    throttle = TryThrottle(request.member.pk)
    if not throttle.allow_request(request):
        said = _("That was tried too often within a minute. Wait a little, then type on.")
        return _unreadable(request, said)  # not 429: htmx shows no page of an error
    try:
        policy = version_from_json(read_policy_form(request.POST) if request.POST else found.rules)
    except (NotAnAmountError, PolicyUnreadableError) as error:
        return _unreadable(request, reasons.render(error.reason))
    except ValueError:
        return _unreadable(request, _("A field can't be read yet."))
    shop, now = request.member.shop, timezone.now()
    today = timezone.localdate(now)
    cases = replay_cases(shop=shop, since=today - TRIED, until=today)
    in_force = read_policy(version_in_force(shop=shop, now=now))
    side = side_by_side(policy, in_force, cases, shown=EXAMPLES)
    context = {
        "problems": check_policy(policy),
        "side": side,
        "examples": words_of(side.examples, shop=shop),
    }
    return render(request, _TEMPLATE, context)


def _unreadable(request: DeskRequest, said: str) -> HttpResponse:
    return render(request, _TEMPLATE, {"unreadable": said})
