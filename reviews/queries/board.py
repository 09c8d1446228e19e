"""The team board: who is on what, what waits, what is overdue, what the rules prevented."""

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, QuerySet
from django.utils import timezone

from reviews.choices import OPS
from reviews.models import (
    Attempt,
    AvoidedBreach,
    Callback,
    Case,
    Handout,
    Member,
    Promise,
    Shift,
    Shop,
)
from reviews.queries.filters import view_counts
from reviews.queries.rows import COMPLAINT_LENGTH, buyer_label, complaint_of

CASES_SHOWN, OVERDUE_SHOWN, AVOIDED_SHOWN = 4, 8, 12


@dataclass(frozen=True, slots=True)
class BoardCase:
    """A case of somebody: in their hands now, or in their name."""

    public_id: str
    level: str
    buyer: str
    complaint: str
    is_in_hand: bool


@dataclass(frozen=True, slots=True)
class Seat:
    """One person: ``state`` is calling, working, pause, free or away; ``since`` its beginning."""

    member: Member
    state: str
    since: dt.datetime | None
    shift_until: dt.datetime | None
    cases: tuple[BoardCase, ...]
    open_cases: int
    contacts_today: int
    handed_today: int
    hard_today: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Board:
    """Everything on the team board."""

    seats: list[Seat]
    counts: dict[str, int]
    overdue: list[Promise]
    overdue_count: int
    avoided: list[AvoidedBreach]
    avoided_count: int


def board(*, member: Member, now: dt.datetime) -> Board:
    """The shop of this member as it is now; as many queries for any number of people."""
    shop = member.shop
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    overdue = Promise.objects.filter(case__shop=shop, state="open", due_at__lt=now)
    avoided = AvoidedBreach.objects.filter(shop=shop, at__gte=midnight)
    return Board(
        seats=_seats(shop, midnight, overdue, now),
        counts=view_counts(member=member, now=now),
        overdue=list(
            overdue.select_related("case", "case__buyer", "member").order_by("due_at", "id")[
                :OVERDUE_SHOWN
            ]
        ),
        overdue_count=overdue.count(),
        avoided=list(
            avoided.select_related("case", "case__buyer", "member").order_by("-at", "-id")[
                :AVOIDED_SHOWN
            ]
        ),
        avoided_count=avoided.count(),
    )


def _seats(
    shop: Shop, midnight: dt.datetime, overdue: QuerySet[Promise], now: dt.datetime
) -> list[Seat]:
    people = Member.objects.filter(shop=shop, is_active=True).exclude(role=OPS)
    calling = dict(
        Callback.objects.filter(shop=shop, status="calling", lease_until__gt=now).values_list(
            "owner", "lease_until"
        )
    )
    shifts = dict(
        Shift.objects.filter(member__shop=shop, starts_at__lte=now, ends_at__gt=now).values_list(
            "member", "ends_at"
        )
    )
    contacts = _counted(
        Attempt.objects.filter(
            case__shop=shop, at__gte=midnight, undone_at__isnull=True
        ).values_list("member")
    )
    handed: Counter[int] = Counter()
    hard: Counter[int] = Counter()
    taken: dict[int, dt.datetime] = {}
    rows = Handout.objects.filter(shop=shop, at__gte=midnight).order_by("at", "id")
    for who, at, is_hard in rows.values_list("member", "at", "is_hard"):
        handed[who] += 1
        hard[who] += is_hard
        taken[who] = at
    open_cases = _counted(
        Case.objects.filter(shop=shop, owner__isnull=False)
        .exclude(status="closed")
        .values_list("owner")
    )
    late = _counted(overdue.filter(member__isnull=False).values_list("member"))
    cases = _cases(shop, now)
    seats = []
    for person in people.select_related("user").order_by("display_name", "id"):
        own = cases[person.pk]
        in_hand = any(case.is_in_hand for case in own)
        state = _state(person, is_calling=person.pk in calling, in_hand=in_hand, now=now)
        seats.append(
            Seat(
                member=person,
                state=state if state != "free" or person.pk in shifts else "away",
                since=taken.get(person.pk) if in_hand else None,
                shift_until=shifts.get(person.pk),
                cases=tuple(own[:CASES_SHOWN]),
                open_cases=open_cases[person.pk],
                contacts_today=contacts[person.pk],
                handed_today=handed[person.pk],
                hard_today=hard[person.pk],
                overdue=late[person.pk],
            )
        )
    return seats


def _state(person: Member, *, is_calling: bool, in_hand: bool, now: dt.datetime) -> str:
    if is_calling:
        return "calling"
    if person.paused_until is not None and person.paused_until > now:
        return "pause"
    return "working" if in_hand else "free"


def _cases(shop: Shop, now: dt.datetime) -> defaultdict[int, list[BoardCase]]:
    """What each person holds, and what carries their name, the most urgent first."""
    found: defaultdict[int, list[BoardCase]] = defaultdict(list)
    cases = Case.objects.filter(shop=shop).select_related("review", "buyer")
    in_hand = cases.filter(leased_by__isnull=False, lease_until__gt=now).order_by("lease_until")
    owned = cases.filter(owner__isnull=False, status="open").order_by(
        F("callable_from").asc(nulls_last=True), "-advantage", "id"
    )
    for case in in_hand:
        found[case.leased_by_id or 0].append(_shown(case, is_in_hand=True))
    for case in owned[: CASES_SHOWN * _PEOPLE]:
        if case.lease_until is None or case.lease_until <= now:
            found[case.owner_id or 0].append(_shown(case, is_in_hand=False))
    return found


def _shown(case: Case, *, is_in_hand: bool) -> BoardCase:
    words = complaint_of(case.review)[:COMPLAINT_LENGTH]
    return BoardCase(case.public_id, case.level, buyer_label(case), words, is_in_hand)


def _counted(rows: QuerySet[Any, Any]) -> Counter[int]:
    return Counter(dict(rows.order_by().annotate(count=Count("id"))))


#: The board looks at so many people's cases.
_PEOPLE = 50
