"""Drafting and publishing a policy; a published version never changes."""

import datetime as dt

from django.db import transaction
from django.db.models import Max

from compensation.domain.default_policy import default_policy
from compensation.domain.policy import PolicyVersion as Policy
from compensation.domain.policy_checks import Weight, check_policy
from compensation.domain.policy_json import (
    PolicyUnreadableError,
    version_from_json,
    version_to_json,
)
from compensation.models import PolicyVersion
from compensation.operations.errors import PolicyRefusedError
from compensation.operations.wording import require_wording
from compensation.queries.policies import version_in_force
from reviews.choices import OWNER
from reviews.domain.reason import Reason
from reviews.domain.wording import WordingPlace
from reviews.models import Member, Shop
from reviews.operations.history import record_change


@transaction.atomic
def draft_policy(
    *,
    shop: Shop,
    member: Member,
    rules: object,
    name: str,
    now: dt.datetime,
) -> PolicyVersion:
    """Store a new draft. Raises PolicyRefusedError where ``rules`` are no policy at all."""
    _require_owner(member)
    policy = _read(rules)
    Shop.objects.select_for_update(no_key=True).get(pk=shop.pk)
    return PolicyVersion.objects.create(
        shop=shop,
        number=_next_number(shop),
        name=name.strip()[:80],
        rules=version_to_json(policy),
        created_at=now,
        created_by=member,
    )


@transaction.atomic
def change_draft(
    *,
    version: PolicyVersion,
    member: Member,
    rules: object,
    name: str,
    now: dt.datetime,
) -> None:
    """Replace a draft's rules. Raises PolicyRefusedError where it has been published meanwhile."""
    _require_owner(member)
    stored = version_to_json(_read(rules))
    drafts = PolicyVersion.objects.filter(pk=version.pk, state="draft")
    if drafts.update(rules=stored, name=name.strip()[:80]) != 1:
        raise PolicyRefusedError(Reason("policy_is_published", {"number": version.number}))
    record_change(version, member=member, now=now)


@transaction.atomic
def publish_policy(
    *,
    version: PolicyVersion,
    member: Member,
    now: dt.datetime,
    effective_from: dt.datetime | None = None,
) -> None:
    """Publish a draft, in force from now or later; never backdated.

    Raises PolicyRefusedError for errors of `check_policy`, and WordingBlockedError for a sentence
    that may not be said.
    """
    _require_owner(member)
    # Locked, or a draft saved between the checks and the swap is in force unchecked.
    PolicyVersion.objects.select_for_update().get(pk=version.pk)
    version.refresh_from_db()
    policy = _read(version.rules)
    errors = [p.reason for p in check_policy(policy) if p.weight == Weight.ERROR]
    if errors:
        raise PolicyRefusedError(*errors)
    _require_clean_sentences(policy, version.shop, member, now)
    drafts = PolicyVersion.objects.filter(pk=version.pk, state="draft")
    published = drafts.update(
        state="published",
        published_at=now,
        published_by=member,
        effective_from=max(effective_from or now, now),
    )
    if published != 1:
        raise PolicyRefusedError(Reason("policy_is_published", {"number": version.number}))
    record_change(version, member=member, now=now)


@transaction.atomic
def policy_for_use(*, shop: Shop, now: dt.datetime) -> PolicyVersion:
    """The version in force; a shop that never published one gets the shipped policy as its first.

    An offer stores its version, so there must be a row before the first offer is made.
    """
    found = version_in_force(shop=shop, now=now)
    if found is not None:
        return found
    Shop.objects.select_for_update(no_key=True).get(pk=shop.pk)
    return version_in_force(shop=shop, now=now) or PolicyVersion.objects.create(
        shop=shop,
        number=_next_number(shop),
        state="published",
        rules=version_to_json(default_policy()),
        created_at=now,
        published_at=now,
        effective_from=now,
    )


def _read(rules: object) -> Policy:
    try:
        return version_from_json(rules)
    except PolicyUnreadableError as error:
        raise PolicyRefusedError(error.reason) from error


def _require_owner(member: Member) -> None:
    if member.role != OWNER:
        raise PolicyRefusedError(Reason("only_the_owner"))


def _require_clean_sentences(
    policy: Policy,
    shop: Shop,
    member: Member,
    now: dt.datetime,
) -> None:
    for rule in policy.rules:
        for remedy in rule.remedies:
            require_wording(
                remedy.say,
                place=WordingPlace.SCRIPT,
                shop=shop,
                member=member,
                now=now,
            )


def _next_number(shop: Shop) -> int:
    last: int | None = PolicyVersion.objects.filter(shop=shop).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1
