"""What the contact rules look at, loaded from the desk's rows in a fixed number of queries."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import Value

from reviews.domain.clocks import UNVERIFIED, ClockKind
from reviews.domain.contact_rules import (
    ContactFacts,
    ContactRules,
    Dial,
    Line,
    Verdict,
    check_contact,
)
from reviews.domain.lifecycle import CaseStatus, Hold
from reviews.domain.outcomes import CONNECTED, Channel, Outcome
from reviews.models import Attempt, Buyer, Callback, Case, Clock, DoNotContact, Member, Shop
from reviews.queries.calendars import calendar_of
from reviews.queries.lines import lines_of

#: Dials older than this can't break a rule of today: a day, a gap, and zones apart.
_DIALS_MATTER_FOR = dt.timedelta(days=3)
#: SQLite takes 32,766 values a query; a case may bring three.
_BATCH = 10_000
#: In place of a channel: nobody contacts this person again.
_ENDED = "ended"


@dataclass(frozen=True, slots=True)
class _Known:
    """Everything about a set of cases, by contact or by case."""

    ended: frozenset[str]
    dials: Mapping[str, tuple[Dial, ...]]
    messages: Mapping[str, tuple[Dial, ...]]
    messages_of_case: Mapping[int, int]
    promised: Mapping[int, dt.datetime]
    number_ends: Mapping[int, dt.datetime]
    lines: Mapping[int, Line]


def contact_rules_of(shop: Shop) -> ContactRules:
    """The shop's contact rules, drawn back to the desk's bounds where a row is wider."""
    settings = shop.settings
    return ContactRules.within_bounds(
        call_from=settings.call_from,
        call_until=settings.call_until,
        quiet_from=settings.quiet_from,
        quiet_until=settings.quiet_until,
        quiet_on_holiday_first_day=settings.quiet_on_holiday_first_day,
        dials_per_day=settings.dials_per_day,
        dials_per_case=settings.dials_per_case,
        hours_between_dials=settings.hours_between_dials,
    )


def contact_index_of(buyer: Buyer | None) -> str:
    """Under what the contacts with a buyer are counted across shops; empty where unknown."""
    return (buyer.phone_index or buyer.key_index) if buyer is not None else ""


def contact_indexes_of(buyer: Buyer | None) -> list[str]:
    """Every fingerprint under which this person may be listed as not to be contacted."""
    if buyer is None:
        return []
    return [index for index in (buyer.phone_index, buyer.key_index) if index]


def contact_facts(
    cases: Sequence[Case],
    *,
    now: dt.datetime,
    channel: Channel | None = None,
    member: Member | None = None,
) -> dict[int, ContactFacts]:
    """The facts of many cases by primary key; ``case.buyer`` should be joined.

    Three queries for up to `_BATCH` cases. Without a ``channel`` each case gets the one it can use:
    the telephone, or a message where there is no number that works. ``member`` is who would call:
    their own call is not in their way.
    """
    facts: dict[int, ContactFacts] = {}
    for start in range(0, len(cases), _BATCH):
        batch = cases[start : start + _BATCH]
        known = _known(batch, member=member, now=now)
        facts |= {case.pk: _facts_of(case, known, channel=channel, now=now) for case in batch}
    return facts


def contact_verdict(
    *,
    case: Case,
    now: dt.datetime,
    channel: Channel | None = None,
    member: Member | None = None,
) -> Verdict:
    """May this case's buyer be contacted now, and if not, why and when."""
    facts = contact_facts([case], now=now, channel=channel, member=member)[case.pk]
    rules = contact_rules_of(case.shop)
    return check_contact(now, rules=rules, facts=facts, calendar=calendar_of(case.shop))


def contact_channel(case: Case, *, number_ends_at: dt.datetime | None, now: dt.datetime) -> Channel:
    """The telephone where a number works, else a message on the platform."""
    buyer = case.buyer
    if buyer is None or not buyer.phone_index or buyer.phone_is_wrong:
        return Channel.WANGWANG
    if number_ends_at is not None and number_ends_at <= now:
        return Channel.WANGWANG
    return Channel.PHONE


def _facts_of(
    case: Case,
    known: _Known,
    *,
    channel: Channel | None,
    now: dt.datetime,
) -> ContactFacts:
    buyer = case.buyer
    index = contact_index_of(buyer)
    number_ends_at = buyer.phone_expires_at if buyer is not None else None
    number_ends_at = number_ends_at or known.number_ends.get(case.pk)
    used = channel or contact_channel(case, number_ends_at=number_ends_at, now=now)
    facts = ContactFacts(
        channel=used,
        region=(buyer.province or buyer.city) if buyer is not None else "",
        dials=known.dials.get(index, ()),
        dials_of_case=case.dials,
        do_not_contact=any(one in known.ended for one in contact_indexes_of(buyer)),
        has_phone=bool(buyer is not None and buyer.phone_index),
        phone_is_wrong=bool(buyer is not None and buyer.phone_is_wrong),
        number_expires_at=number_ends_at,
        is_closed=case.status == CaseStatus.CLOSED,
        hold=Hold(case.hold) if case.hold else None,
        hold_until=case.hold_until,
        promised_at=known.promised.get(case.pk),
        line=known.lines.get(case.pk),
    )
    if used is Channel.PHONE:
        return facts
    messages = known.messages.get(index, ())
    return replace(facts, dials=messages, dials_of_case=known.messages_of_case.get(case.pk, 0))


def _known(cases: Sequence[Case], *, member: Member | None, now: dt.datetime) -> _Known:
    keys = [case.pk for case in cases]
    indexes = {contact_index_of(case.buyer) for case in cases} - {""}
    every_index = {index for case in cases for index in contact_indexes_of(case.buyer)}
    of_case = _facts_of_cases(keys)
    ended, dials, messages = _contacts(indexes, every_index, now=now)
    return _Known(
        ended=ended,
        dials=dials,
        messages=messages,
        messages_of_case=Counter(case for case, _at in of_case["message"]),
        promised=dict(of_case["promised"]),
        number_ends=dict(of_case["number_ends"]),
        lines=lines_of(cases, member=member, now=now),
    )


def _contacts(
    indexes: Iterable[str],
    every_index: Iterable[str],
    *,
    now: dt.datetime,
) -> tuple[frozenset[str], dict[str, tuple[Dial, ...]], dict[str, tuple[Dial, ...]]]:
    """Ended contacts, and by contact the last days' dials and messages from all shops."""
    recent = Attempt.objects.filter(
        contact_index__in=set(indexes),
        at__gt=now - _DIALS_MATTER_FOR,
        undone_at__isnull=True,
    )
    ends = DoNotContact.objects.filter(contact_index__in=every_index)
    rows = recent.values_list("contact_index", "at", "channel", "outcome").union(
        ends.values_list("contact_index", "created_at", Value(_ENDED), Value("")), all=True
    )
    ended: set[str] = set()
    dials: defaultdict[str, list[Dial]] = defaultdict(list)
    messages: defaultdict[str, list[Dial]] = defaultdict(list)
    for index, at, channel, outcome in rows.order_by("at"):
        if channel == _ENDED:
            ended.add(index)
            continue
        of_channel = dials if channel == Channel.PHONE else messages
        of_channel[index].append(Dial(at, is_connected=Outcome(outcome) in CONNECTED))
    return frozenset(ended), _frozen(dials), _frozen(messages)


def _frozen(found: Mapping[str, list[Dial]]) -> dict[str, tuple[Dial, ...]]:
    return {index: tuple(row) for index, row in found.items()}


def _facts_of_cases(keys: Sequence[int]) -> defaultdict[str, list[tuple[int, dt.datetime]]]:
    """Case and moment of each promised time, number's end and message that counts, in one query."""
    promised = Callback.objects.filter(
        case__in=keys,
        status__in=["planned", "calling"],
        is_promised=True,
    )
    clocks = Clock.objects.filter(case__in=keys, kind=ClockKind.NUMBER_EXPIRY.value)
    # A guessed expiry is a deadline to hurry for, no reason to stop calling.
    number_ends = clocks.exclude(source=UNVERIFIED)
    messages = Attempt.objects.filter(case__in=keys, undone_at__isnull=True).exclude(
        channel=Channel.PHONE.value
    )
    parts = (
        promised.order_by().values_list(Value("promised"), "case", "starts_at"),
        number_ends.order_by().values_list(Value("number_ends"), "case", "ends_at"),
        messages.order_by().values_list(Value("message"), "case", "at"),
    )
    found: defaultdict[str, list[tuple[int, dt.datetime]]] = defaultdict(list)
    for fact, case, at in parts[0].union(*parts[1:], all=True):
        found[fact].append((case, at))
    return found
