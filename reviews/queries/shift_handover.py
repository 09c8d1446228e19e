"""What a person has in hand at the end of a shift, and what was handed to them."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, Q

from reviews.domain.shift_handover import CaseInShift, Decision, decide
from reviews.models import (
    Buyer,
    Callback,
    Case,
    CaseDraft,
    HandedCase,
    Member,
    Promise,
    ShiftHandover,
)

#: Newest handovers a person has not read; older ones wait behind them.
UNSEEN_SHOWN = 5


@dataclass(frozen=True, slots=True)
class ShiftLine:
    """One case that would go with the shift: what of it, and what the rules say about it."""

    case: Case
    buyer: str
    complaint: str
    is_in_hand: bool
    named_at: dt.datetime | None
    promises: int
    has_draft: bool
    decision: Decision


def shift_of(member: Member, *, now: dt.datetime) -> list[ShiftLine]:
    """All that this member has in hand, what was agreed for a time first; a fixed query count."""
    return lines_of(member, cases_in_hand(member, now=now), now=now)


def cases_in_hand(member: Member, *, now: dt.datetime) -> set[int]:
    """Keys of the cases in the member's name or hands, with their agreed times and promises."""
    live = ~Q(status="closed")
    own = Case.objects.filter(
        live & (Q(owner=member) | Q(leased_by=member, lease_until__gt=now)), shop=member.shop_id
    )
    named = Callback.objects.filter(owner=member, is_promised=True, status="planned")
    promised = Promise.objects.filter(member=member, state="open", case__shop=member.shop_id)
    drafted = CaseDraft.objects.filter(live_draft(), member=member, case__shop=member.shop_id)
    return {
        *own.values_list("pk", flat=True),
        *named.filter(
            case__owner__isnull=True, case__status="open", shop=member.shop_id
        ).values_list("case", flat=True),
        *promised.values_list("case", flat=True),
        *drafted.filter(case__owner=member).values_list("case", flat=True),
    }


def live_draft() -> Q:
    """Drafts with words, of a case that goes on."""
    return ~Q(text="") & ~Q(case__status="closed")


def lines_of(member: Member, keys: Iterable[int], *, now: dt.datetime) -> list[ShiftLine]:
    """These cases as they stand now, and what becomes of each."""
    keys = list(keys)
    promises = Counter(
        Promise.objects.filter(member=member, state="open", case__in=keys).values_list(
            "case", flat=True
        )
    )
    named = dict(
        Callback.objects.filter(case__in=keys, is_promised=True, status="planned").values_list(
            "case", "starts_at"
        )
    )
    agreed_by_me = set(
        Callback.objects.filter(
            case__in=keys, is_promised=True, status="planned", owner=member
        ).values_list("case", flat=True)
    )
    drafts = set(
        CaseDraft.objects.filter(case__in=keys, member=member)
        .exclude(text="")
        .values_list("case", flat=True)
    )
    cases = Case.objects.filter(pk__in=keys, shop=member.shop_id).select_related(
        "review", "buyer", "owner", "leased_by"
    )
    lines = [
        _line(
            case,
            member,
            now,
            promises=promises[case.pk],
            named_at=named.get(case.pk),
            is_agreed=case.pk in agreed_by_me,
            has_draft=case.pk in drafts,
        )
        for case in cases.order_by("id")
    ]
    return sorted(lines, key=_urgency)


def _line(
    case: Case,
    member: Member,
    now: dt.datetime,
    *,
    promises: int,
    named_at: dt.datetime | None,
    is_agreed: bool,
    has_draft: bool,
) -> ShiftLine:
    is_leased = case.lease_until is not None and case.lease_until > now
    holder = case.leased_by if is_leased else None
    other = holder if holder is not None and holder != member else case.owner
    state = CaseInShift(
        owner=case.owner_id,
        holder=holder.pk if holder is not None else None,
        is_closed=case.status == "closed",
        has_named_time=is_agreed,
        promises=promises,
        name=other.display_name if other is not None else "—",
    )
    return ShiftLine(
        case=case,
        buyer=_shown(case.buyer),
        complaint=case.review.content or case.review.append_content,
        is_in_hand=holder == member,
        named_at=named_at,
        promises=promises,
        has_draft=has_draft,
        decision=decide(state, giver=member.pk),
    )


def _shown(buyer: Buyer | None) -> str:
    return (buyer.nick_masked or buyer.phone_masked) if buyer is not None else ""


def _urgency(line: ShiftLine) -> tuple[bool, dt.datetime, int]:
    at = line.named_at
    return (at is None, at or line.case.opened_at, line.case.pk)


def unseen_handovers(member: Member) -> list[ShiftHandover]:
    """What colleagues handed to this member and the member has not yet read, the oldest first."""
    lines = HandedCase.objects.select_related("case", "case__buyer", "case__review")
    return list(
        ShiftHandover.objects.filter(receiver=member, seen_at__isnull=True)
        .select_related("giver")
        .prefetch_related(Prefetch("lines", lines.order_by("named_at", "id")))
        .order_by("given_at", "id")[:UNSEEN_SHOWN]
    )


def drafts_of(case: Case) -> list[CaseDraft]:
    """What was typed into a case and not saved, the newest first."""
    drafts = CaseDraft.objects.filter(case=case).exclude(text="").select_related("member")
    return list(drafts.order_by("-saved_at", "-id"))
