"""Handing out the next case: one claim a case, given back by itself."""

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import chain

from django.db import transaction
from django.db.models import QuerySet

from reviews.domain.contact_rules import Verdict, check_contact
from reviews.domain.lifecycle import CaseStatus
from reviews.models import Case, Handout, Member, Shop
from reviews.operations.avoided import note_avoided
from reviews.operations.calls import hang_up
from reviews.operations.claiming import CASE_LEASE, claim_best
from reviews.queries.calendars import calendar_of
from reviews.queries.contact import contact_facts, contact_rules_of
from reviews.queries.hard_cases import is_hard, is_spared
from reviews.queries.queue import best_now, promised_now, unleased

_LOOK_AT_ONCE, _LOOK_AT_MOST = 20, 400


@transaction.atomic
def next_case(*, shop: Shop, member: Member, now: dt.datetime, leaving: str = "") -> Case | None:
    """Claim the best allowed case for this member; None on a break or when nobody may be called.

    Whoever holds a case gets that one again, unless they are ``leaving`` it (its public id): a
    second tab must not give away what the first one works on (decision 59). Of two tabs at once the
    later waits for the earlier.

    Order: times that buyers named, then what loses most by waiting; a hard case goes to somebody
    who has had the fewest, and to nobody twice running while there is another one. The contact
    rules are asked again here, for the plan may be minutes old. The case that is left goes back,
    and with it a call that was never reported.
    """
    if member.paused_until is not None and member.paused_until > now:
        return None
    # One row, not the whole member: its other columns are not read again.
    Member.objects.select_for_update(no_key=True).filter(pk=member.pk).values_list("pk").get()
    if (held := held_case(member=member, now=now, leaving=leaving)) is not None:
        return _renewed(held, now)
    spared = is_spared(member=member, now=now)
    case = _best(shop, member, now, spared=spared)
    if case is None and spared:
        case = _best(shop, member, now, spared=False)
    if case is not None:
        _settle(case, member, now)
    return case


def held_case(*, member: Member, now: dt.datetime, leaving: str = "") -> Case | None:
    """The case a member works on, unless it is the one they are leaving (its public id)."""
    held = Case.objects.filter(leased_by=member, lease_until__gt=now).exclude(public_id=leaving)
    return held.select_related("buyer").order_by("-lease_until", "id").first()


def release_lease(*, case: Case, member: Member) -> bool:
    """Give a case back; False where this member did not hold it."""
    held = Case.objects.filter(pk=case.pk, leased_by=member)
    return held.update(leased_by=None, lease_until=None) == 1


def release_expired_leases(*, now: dt.datetime) -> int:
    """Sweep: cases whose holder went away return to the queue."""
    return Case.objects.filter(lease_until__lte=now).update(leased_by=None, lease_until=None)


def _renewed(case: Case, now: dt.datetime) -> Case:
    """Its lease lasts as long as that of a case just claimed, or as it did."""
    until = now + CASE_LEASE
    if case.lease_until is not None and case.lease_until < until:
        case.lease_until = until
        Case.objects.filter(pk=case.pk).update(lease_until=until)
    return case


def _best(shop: Shop, member: Member, now: dt.datetime, *, spared: bool) -> Case | None:
    """The case on top, nearly always; where the rules forbid it, the first one they allow."""
    key = claim_best(shop=shop, member=member, now=now, spared=spared)
    if key is None:
        return None
    case = Case.objects.select_related("buyer").get(pk=key)
    case.shop = shop
    verdict = _verdict(case, member, now)
    if verdict.allowed:
        return case
    release_lease(case=case, member=member)
    _note_wait(case, verdict)
    note_avoided(case=case, member=member, reason=verdict.reasons[0], now=now)
    return _search(shop, member, now, spared=spared)


def _verdict(case: Case, member: Member, now: dt.datetime) -> Verdict:
    facts = contact_facts([case], now=now, member=member)[case.pk]
    rules, calendar = contact_rules_of(case.shop), calendar_of(case.shop)
    return check_contact(now, rules=rules, facts=facts, calendar=calendar)


def _search(shop: Shop, member: Member, now: dt.datetime, *, spared: bool) -> Case | None:
    for case, verdict in _candidates(shop, member, now, spared=spared):
        if not verdict.allowed:
            _note_wait(case, verdict)
        elif _claim(case, member, now):
            case.refresh_from_db()
            return case
    return None


def _settle(case: Case, member: Member, now: dt.datetime) -> None:
    """What the member held before goes back, and who got what is written down."""
    Case.objects.filter(leased_by=member).exclude(pk=case.pk).update(
        leased_by=None,
        lease_until=None,
    )
    hang_up(member=member, now=now)
    Handout.objects.create(
        shop_id=case.shop_id, case=case, member=member, at=now, is_hard=is_hard(case)
    )


def _candidates(
    shop: Shop,
    member: Member,
    now: dt.datetime,
    *,
    spared: bool,
) -> Iterator[tuple[Case, Verdict]]:
    """Cases in order with the rules' answer, a page at a time."""
    rules, calendar = contact_rules_of(shop), calendar_of(shop)
    waiting = chain(
        _pages(promised_now(shop=shop, now=now)),
        _pages(best_now(shop=shop, member=member, now=now, spared=spared)),
    )
    for page in waiting:
        facts = contact_facts(page, now=now, member=member)
        for case in page:
            known = facts[case.pk]
            yield case, check_contact(now, rules=rules, facts=known, calendar=calendar)


def _pages(rows: QuerySet[Case]) -> Iterator[Sequence[Case]]:
    """The keys are taken once: what happens to a row meanwhile must not shift the pages."""
    keys = list(rows.values_list("pk", flat=True)[:_LOOK_AT_MOST])
    for first in range(0, len(keys), _LOOK_AT_ONCE):
        some = keys[first : first + _LOOK_AT_ONCE]
        found = Case.objects.select_related("buyer", "shop").in_bulk(some)
        yield [found[key] for key in some if key in found]


def _claim(case: Case, member: Member, now: dt.datetime) -> bool:
    """One conditional UPDATE; of two members who try, one gets it."""
    free = Case.objects.filter(unleased(now), pk=case.pk, status=CaseStatus.OPEN.value)
    return free.update(leased_by=member, lease_until=now + CASE_LEASE) == 1


def _note_wait(case: Case, verdict: Verdict) -> None:
    """The plan's index was stale: the case waits for the moment the rules name."""
    Case.objects.filter(pk=case.pk).update(
        callable_from=verdict.next_allowed,
        why=[reason.as_json() for reason in verdict.reasons],
    )
