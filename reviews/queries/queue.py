"""The order in which open cases are called, as the plan has indexed it."""

import datetime as dt

from django.db.models import Exists, OuterRef, Q, QuerySet

from reviews.domain.lifecycle import CaseStatus
from reviews.models import Callback, Case, Member, Shop
from reviews.queries.hard_cases import hard_cases

#: A promised call may start this much before its time.
PROMISED_EARLY = dt.timedelta(minutes=5)


def waiting_cases(*, shop: Shop, now: dt.datetime) -> QuerySet[Case]:
    """Open cases that nobody works on and nobody put off."""
    return Case.objects.filter(
        unleased(now),
        Q(snoozed_until__isnull=True) | Q(snoozed_until__lte=now),
        shop=shop,
        status=CaseStatus.OPEN.value,
    )


def unleased(now: dt.datetime) -> Q:
    """No lease, or one that ran out."""
    return Q(lease_until__isnull=True) | Q(lease_until__lte=now)


def promised_now(*, shop: Shop, now: dt.datetime) -> QuerySet[Case]:
    """Cases whose buyer named this moment: before everything else, the earliest first."""
    return (
        waiting_cases(shop=shop, now=now)
        .filter(
            callbacks__status="planned",
            callbacks__is_promised=True,
            callbacks__starts_at__lte=now + PROMISED_EARLY,
            callbacks__ends_at__gt=now,
        )
        .order_by("callbacks__starts_at", "id")
    )


def best_now(
    *, shop: Shop, member: Member, now: dt.datetime, spared: bool = False
) -> QuerySet[Case]:
    """Cases worth a call now by what waiting would lose; a colleague's own cases stay theirs.

    A case whose promised time is still to come waits for it. So does one whose buyer is being
    worked on in another case, or is on the line with any shop of the desk. Who is ``spared`` gets
    no hard case.
    """
    booked = Callback.objects.filter(case=OuterRef("pk"), status="planned", is_promised=True)
    same_buyer = Case.objects.filter(buyer=OuterRef("buyer"), lease_until__gt=now)
    on_the_line = Callback.objects.filter(
        case__buyer__phone_index=OuterRef("buyer__phone_index"),
        status="calling",
        lease_until__gt=now,
    ).exclude(case__buyer__phone_index="")
    cases = waiting_cases(shop=shop, now=now)
    return (
        (cases.exclude(hard_cases()) if spared else cases)
        .filter(
            Q(owner__isnull=True) | Q(owner=member) | Q(owner__is_active=False),
            ~Exists(booked),
            ~Exists(same_buyer),
            ~Exists(on_the_line),
            callable_from__lte=now,
            call_value__gt=0,
        )
        .order_by("-advantage", "id")
    )
