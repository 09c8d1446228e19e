"""The policy: read it aloud, draft it, replay it, publish it."""

import datetime as dt
import json

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from compensation.choices import APPROVER_CHOICES, REMEDY_CHOICES
from compensation.domain.money import NotAnAmountError
from compensation.domain.policy import PolicyVersion as Policy
from compensation.domain.policy_checks import check_policy
from compensation.domain.policy_json import version_to_json
from compensation.domain.replay import replay
from compensation.forms import PublishForm, change_rows, read_policy_form
from compensation.models import PolicyVersion
from compensation.operations.errors import OfferRefusedError
from compensation.operations.policies import change_draft, draft_policy, publish_policy
from compensation.queries.comparison import compare
from compensation.queries.editor import editor_rows
from compensation.queries.matrix import ceiling_words, matrix_of, names_of_causes
from compensation.queries.policies import SHIPPED, read_policy, version_in_force, versions_of
from compensation.queries.replays import replay_cases
from compensation.views.found import tell, version_of
from reviews.access import CALLERS, DECIDERS, OWNERS, DeskRequest, seat_required
from reviews.choices import LEVEL_CHOICES

REPLAYED = dt.timedelta(days=30)
STARS = (1, 2, 3, 4, 5)


@seat_required(CALLERS)
def policy(request: DeskRequest) -> HttpResponse:
    """The policy in force, or the version asked for."""
    shop, now = request.member.shop, timezone.now()
    wanted = request.GET.get("version", "")
    in_force = version_in_force(shop=shop, now=now)
    version = version_of(request, wanted) if wanted else in_force
    return _draw(request, version, "compensation/policy.html", in_force=in_force)


@seat_required(CALLERS)
def policy_compare(request: DeskRequest) -> HttpResponse:
    """Two versions side by side: of the two newest, unless others are chosen."""
    versions = versions_of(shop=request.member.shop)
    newest = [one.public_id for one in versions[:2]]
    after = request.GET.get("after", newest[0] if newest else SHIPPED)
    before = request.GET.get("before", newest[1] if len(newest) > 1 else SHIPPED)
    policies = [_policy_named(request, name) for name in (before, after)]
    context = {
        "versions": versions,
        "sides": [("before", _("Before"), before), ("after", _("After"), after)],
        "comparison": compare(*policies, shop=request.member.shop),
    }
    return render(request, "compensation/policy_compare.html", context)


def _policy_named(request: DeskRequest, name: str) -> Policy:
    return read_policy(None if name == SHIPPED else version_of(request, name))


@seat_required(OWNERS)
def policy_draft(request: DeskRequest) -> HttpResponse:
    """A new draft that starts as the policy in force."""
    shop, now = request.member.shop, timezone.now()
    if request.method != "POST":
        return redirect("compensation:policy", shop=shop.code)
    rules = version_to_json(read_policy(version_in_force(shop=shop, now=now)))
    name = request.POST.get("name", "")
    draft = draft_policy(shop=shop, member=request.member, rules=rules, name=name, now=now)
    return redirect("compensation:policy_edit", shop=shop.code, version=draft.public_id)


@seat_required(OWNERS)
def policy_edit(request: DeskRequest, version: str) -> HttpResponse:
    """Change all of a draft in the matrix's form, or as JSON."""
    found = version_of(request, version)
    if request.method == "POST" and _save(request, found):
        return redirect("compensation:policy_edit", shop=request.member.shop.code, version=version)
    found.refresh_from_db()
    return _draw(request, found, "compensation/policy_edit.html")


@seat_required(OWNERS)
def policy_publish(request: DeskRequest, version: str) -> HttpResponse:
    """Publish a draft, in force from now or from the moment that was typed."""
    found, now = version_of(request, version), timezone.now()
    shop = request.member.shop.code
    form = PublishForm(request.POST, now=now)
    if request.method != "POST":
        return redirect("compensation:policy_edit", shop=shop, version=version)
    if not form.is_valid():
        return _draw(request, found, "compensation/policy_edit.html", publish=form)
    since = form.cleaned_data["effective_from"]
    try:
        publish_policy(version=found, member=request.member, now=now, effective_from=since)
    except OfferRefusedError as refused:
        tell(request, refused.reasons)
        return redirect("compensation:policy_edit", shop=shop, version=version)
    said = _("Version %(number)s is published.") if since else _("Version %(number)s is in force.")
    messages.success(request, said % {"number": found.number})
    return redirect("compensation:policy", shop=shop)


@seat_required(DECIDERS)
def policy_replay(request: DeskRequest, version: str) -> HttpResponse:
    """What this version would have given over the last 30 days, beside the one in force."""
    found = version_of(request, version)
    shop, now = request.member.shop, timezone.now()
    today = timezone.localdate(now)
    cases = list(replay_cases(shop=shop, since=today - REPLAYED, until=today))
    would, in_force = replay(read_policy(found), cases), version_in_force(shop=shop, now=now)
    causes, levels = names_of_causes(shop), dict(LEVEL_CHOICES)
    context = {
        "would": would,
        "now": None if found == in_force else replay(read_policy(in_force), cases),
        "parts": [
            (_("By cause"), [(causes.get(key, key), one) for key, one in would.by_cause.items()]),
            (_("By rating"), [(levels[key], one) for key, one in would.by_level.items()]),
        ],
    }
    return render(request, "compensation/_replay.html", context)


def _save(request: DeskRequest, version: PolicyVersion) -> bool:
    """Store what was typed, and do what a row's button says; whether it was stored."""
    try:
        if "json" in request.POST:
            rules = json.loads(request.POST["json"])
        else:
            rules = change_rows(read_policy_form(request.POST), request.POST.get("act", ""))
        change_draft(
            version=version,
            member=request.member,
            rules=rules,
            name=request.POST.get("name", version.name),
            now=timezone.now(),
        )
    except OfferRefusedError as refused:
        tell(request, refused.reasons)
    except NotAnAmountError as error:
        tell(request, [error.reason])
    except (ValueError, RecursionError):
        messages.error(request, _("What was typed can't be read; nothing was saved."))
    else:
        messages.success(request, _("The draft is saved."))
        return True
    return False


def _draw(
    request: DeskRequest,
    version: PolicyVersion | None,
    template: str,
    **more: object,
) -> HttpResponse:
    shop = request.member.shop
    shown = read_policy(version)
    context = {
        "version": version,
        "versions": versions_of(shop=shop),
        "rows": matrix_of(shown, shop=shop),
        "policy": shown,
        "ceilings": [(one, ceiling_words(one)) for one in shown.ceilings],
        "problems": check_policy(shown),
        "editor": editor_rows(shown, shop=shop),
        "approvers": APPROVER_CHOICES[1:],
        "kinds": REMEDY_CHOICES,
        "levels": LEVEL_CHOICES,
        "stars": STARS,
        "now": timezone.now(),
        "publish": PublishForm(now=timezone.now()),
        "json": json.dumps(version_to_json(shown), ensure_ascii=False, indent=2),
        **more,
    }
    return render(request, template, context)
