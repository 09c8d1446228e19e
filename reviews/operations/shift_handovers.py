"""Handing over a shift: everything a person has in hand goes to a colleague, or to the queue."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import transaction

from reviews.domain.masking import mask_free_text
from reviews.domain.reason import Reason
from reviews.domain.shift_handover import Fate, fault_of
from reviews.models import Callback, Case, HandedCase, Member, Promise, ShiftHandover
from reviews.operations.drafts import pass_drafts
from reviews.operations.history import record_states
from reviews.operations.plan_requests import request_plan
from reviews.queries.capacity import CALLING_ROLES
from reviews.queries.shift_handover import ShiftLine, cases_in_hand, lines_of


class HandoverRefused(Exception):
    """The shift stays where it is; ``reason`` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.code)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Handed:
    """What went, and the cases of the list that did not go as a whole, each with its reason."""

    handover: ShiftHandover
    moved: int
    collisions: list[tuple[str, Reason]]  # buyer as shown, reason


@transaction.atomic
def hand_over_shift(
    *,
    member: Member,
    to: Member | None,
    word: str,
    listed: Collection[str],
    now: dt.datetime,
) -> Handed:
    """Hand all a member has in hand to a colleague (None: back to the queue) by one act.

    ``listed`` are the public ids of the cases that the member saw when deciding: one of them that
    was closed or went to a colleague meanwhile stays there, and is told. Name, claim, planned and
    promised calls, open promises and drafts go together. Raises HandoverRefused.
    """
    # Two people who hand over to each other lock in one order; a claim waits for the commit.
    Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    keys = cases_in_hand(member, now=now)
    keys |= set(
        Case.objects.filter(shop=member.shop_id, public_id__in=listed).values_list("pk", flat=True)
    )
    list(
        Case.objects.select_for_update(no_key=True)
        .filter(pk__in=keys)
        .order_by("pk")
        .values_list("pk")
    )
    lines = lines_of(member, keys, now=now)
    going = [line for line in lines if line.decision.fate is not Fate.STAYS]
    fault = fault_of(
        giver=member.pk,
        receiver=to.pk if to is not None else None,
        can_receive=to is None or _can_receive(to, member),
        is_calling=Callback.objects.filter(
            owner=member, status="calling", lease_until__gt=now
        ).exists(),
        cases=len(going),
    )
    if fault is not None:
        raise HandoverRefused(fault)
    handover = ShiftHandover.objects.create(
        shop=member.shop, giver=member, receiver=to, word=mask_free_text(word), given_at=now
    )
    HandedCase.objects.bulk_create(_handed(handover, line) for line in going)
    _move_cases(going, member, to, now)
    _move_calls(going, member, to)
    _move_promises(going, member, to, now)
    if to is not None:
        drafted = [line.case.pk for line in going if line.has_draft]
        pass_drafts(keys=drafted, giver=member, to=to, now=now)
    request_plan(shop_id=member.shop_id, now=now)
    told = [line for line in lines if line.decision.reason is not None]
    return Handed(
        handover=handover,
        moved=len(going),
        collisions=[(line.buyer, line.decision.reason) for line in told if line.decision.reason],
    )


@transaction.atomic
def see_handover(*, handover: ShiftHandover, member: Member, now: dt.datetime) -> bool:
    """The receiver has read it; False for anybody else, and the second time."""
    unseen = ShiftHandover.objects.filter(pk=handover.pk, receiver=member, seen_at__isnull=True)
    return unseen.update(seen_at=max(now, handover.given_at)) == 1


def _can_receive(to: Member, giver: Member) -> bool:
    return to.shop_id == giver.shop_id and to.is_active and to.role in CALLING_ROLES


def _handed(handover: ShiftHandover, line: ShiftLine) -> HandedCase:
    reason = line.decision.reason
    return HandedCase(
        handover=handover,
        case=line.case,
        was_in_hand=line.is_in_hand,
        named_at=line.named_at,
        promises=line.promises,
        has_draft=line.has_draft,
        reason=reason.as_json() if reason is not None else {},
    )


def _moving(lines: Sequence[ShiftLine], *fates: Fate) -> list[int]:
    return [line.case.pk for line in lines if line.decision.fate in fates]


def _move_cases(
    lines: Sequence[ShiftLine], member: Member, to: Member | None, now: dt.datetime
) -> None:
    keys = _moving(lines, Fate.MOVES, Fate.NAME_ONLY)
    Case.objects.filter(pk__in=keys).update(owner=to)
    held = Case.objects.filter(pk__in=_moving(lines, Fate.MOVES), leased_by=member)
    held.update(leased_by=None, lease_until=None)
    changed = list(Case.objects.filter(pk__in=keys).order_by("pk"))
    record_states(changed, kind="~", member=member, now=now)


def _move_calls(lines: Sequence[ShiftLine], member: Member, to: Member | None) -> None:
    keys = _moving(lines, Fate.MOVES, Fate.NAME_ONLY)
    Callback.objects.filter(case__in=keys, owner=member, status="planned").update(owner=to)


def _move_promises(
    lines: Sequence[ShiftLine], member: Member, to: Member | None, now: dt.datetime
) -> None:
    keys = [line.case.pk for line in lines]
    open_ones = Promise.objects.filter(case__in=keys, member=member, state="open")
    promises = list(open_ones.order_by("pk"))
    open_ones.update(member=to)
    for promise in promises:
        promise.member = to
    record_states(promises, kind="~", member=member, now=now)
