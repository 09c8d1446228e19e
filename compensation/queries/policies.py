"""The policy in force, and a shop's versions."""

import datetime as dt

from compensation.domain.default_policy import default_policy
from compensation.domain.policy import PolicyVersion as Policy
from compensation.domain.policy_json import version_from_json
from compensation.models import PolicyVersion
from reviews.models import Shop

#: The name of the policy that comes with the desk.
SHIPPED = "shipped"


def version_in_force(*, shop: Shop, now: dt.datetime) -> PolicyVersion | None:
    """The published version that took effect last; None where the shop never published one."""
    return (
        PolicyVersion.objects.filter(shop=shop, state="published", effective_from__lte=now)
        .order_by("-effective_from", "-number")
        .first()
    )


def policy_name(version: PolicyVersion | None) -> str:
    """What a page remembers of the version it showed; the shipped policy is one by any row."""
    if version is None or version.published_by_id is None:
        return SHIPPED
    return version.public_id


def read_policy(version: PolicyVersion | None) -> Policy:
    """The rules of a stored version; the shipped policy where there is none."""
    return default_policy() if version is None else version_from_json(version.rules)


def versions_of(*, shop: Shop) -> list[PolicyVersion]:
    """All versions of a shop, the newest first."""
    return list(
        PolicyVersion.objects.filter(shop=shop)
        .select_related("created_by", "published_by")
        .order_by("-number"),
    )
