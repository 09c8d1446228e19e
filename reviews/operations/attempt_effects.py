"""What an attempt changes in its case, its callbacks and its buyer, and how that is undone."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models import F

from reviews.domain.lifecycle import CaseStatus, CloseReason, Hold
from reviews.domain.next_step import NextStep, StepKind
from reviews.domain.outcomes import CONNECTED, Channel, Outcome
from reviews.domain.reason import Reason
from reviews.models import Attempt, Buyer, Callback, Case, DoNotContact
from reviews.operations.case_changes import OPEN_CALLBACKS, cancel_callbacks, change_case
from reviews.operations.do_not_contact import add_do_not_contact

#: A promised call may start a little late; its window is as long as every other.
PROMISED_WINDOW = dt.timedelta(minutes=30)
#: How likely a buyer answers at the time they named (docs/timing.md).
_PROMISED_REACH = 0.8
_EARLY = dt.timedelta(minutes=15)
#: The columns of a case that an attempt may change, and undo puts back.
_CASE_COLUMNS = (
    *("status", "hold", "hold_until", "close_reason", "closed_at", "contacted_at", "dials"),
    *("snoozed_until", "snooze_reason", "owner_id", "leased_by_id", "lease_until"),
)


def apply_step(attempt: Attempt, *, case: Case, step: NextStep, now: dt.datetime) -> None:
    """Let the attempt take effect and remember in it what stood before."""
    before: dict[str, object] = {
        "case": _columns(case),
        "callbacks": _end_callbacks(case, now=now),
        "phone_was_right": step.kind is StepKind.STOP_PHONE and _phone_is_right(case),
    }
    change_case(case, _case_values(attempt, case, step, now), member=attempt.member, now=now)
    if case.buyer is not None and attempt.outcome in CONNECTED:
        before["last_contact_at"] = _iso(case.buyer.last_contact_at)
        Buyer.objects.filter(pk=case.buyer.pk).update(last_contact_at=now)
    if attempt.promised_at is not None:
        _book(attempt, promised_at=attempt.promised_at, case=case, step=step, now=now)
    if step.kind is StepKind.STOP_PHONE:
        _mark_phone(case, is_wrong=True)
    if step.kind is StepKind.END_CONTACT and case.buyer is not None:
        before["ended"] = add_do_not_contact(
            buyer=case.buyer,
            member=attempt.member,
            reason=Reason("contact.do_not_contact"),
            now=now,
        )
    before["wrote"] = _columns(case)
    attempt.before = before
    attempt.save(update_fields=["before"])


def take_back(attempt: Attempt, *, case: Case, now: dt.datetime) -> bool:
    """Put back what stood before; False where the case was changed since."""
    before: Mapping[str, Any] = attempt.before
    if _columns(case) != before["wrote"]:
        return False
    cancel_callbacks(case, now=now)
    for key, state in before["callbacks"].items():
        Callback.objects.filter(pk=key).update(**_restored(Callback, state))
    DoNotContact.objects.filter(pk__in=before.get("ended", [])).delete()
    if before["phone_was_right"]:
        _mark_phone(case, is_wrong=False)
    if "last_contact_at" in before and case.buyer is not None:
        Buyer.objects.filter(pk=case.buyer.pk).update(
            **_restored(Buyer, {"last_contact_at": before["last_contact_at"]}),
        )
    return change_case(case, _restored(Case, before["case"]), member=attempt.member, now=now)


def _case_values(
    attempt: Attempt,
    case: Case,
    step: NextStep,
    now: dt.datetime,
) -> dict[str, object]:
    values: dict[str, object] = {
        "leased_by": None,
        "lease_until": None,
        "snoozed_until": None,
        "snooze_reason": "",
    }
    if attempt.channel == Channel.PHONE:
        values["dials"] = F("dials") + 1
    was_spoken_with = attempt.outcome in CONNECTED and attempt.outcome != Outcome.HUNG_UP
    if was_spoken_with and case.contacted_at is None:
        values["contacted_at"] = now
    match step.kind:
        case StepKind.END_CONTACT:
            values |= {
                "status": CaseStatus.CLOSED.value,
                "close_reason": CloseReason.REFUSED_CONTACT.value,
                "closed_at": now,
                "hold": "",
                "hold_until": None,
            }
        case StepKind.HAND_OVER:
            values |= {"status": CaseStatus.HELD.value, "hold": Hold.ABUSIVE.value}
            values |= {"hold_until": None, "owner": None}
        case StepKind.GIVE_UP if case.status == CaseStatus.OPEN:
            values["status"] = CaseStatus.WAITING.value
        case _:
            pass
    return values


def _end_callbacks(case: Case, *, now: dt.datetime) -> dict[str, dict[str, str | None]]:
    """End the case's open callbacks: done where this was their call, else cancelled."""
    ended = {}
    for callback in Callback.objects.filter(case=case, status__in=OPEN_CALLBACKS):
        ended[str(callback.pk)] = {
            "status": callback.status,
            "lease_until": _iso(callback.lease_until),
            "ended_at": None,
        }
        was_its_call = callback.status == "calling" or callback.starts_at - _EARLY <= now
        Callback.objects.filter(pk=callback.pk).update(
            status="done" if was_its_call else "cancelled",
            ended_at=now,
            lease_until=None,
        )
    return ended


def _book(
    attempt: Attempt,
    *,
    promised_at: dt.datetime,
    case: Case,
    step: NextStep,
    now: dt.datetime,
) -> None:
    Callback.objects.create(
        case=case,
        shop=case.shop,
        owner=attempt.member,
        starts_at=promised_at,
        ends_at=promised_at + PROMISED_WINDOW,
        is_promised=True,
        reasons=[step.reason.as_json()],
        reach=_PROMISED_REACH,
        value=case.call_value,
        created_at=now,
    )


def _phone_is_right(case: Case) -> bool:
    return case.buyer is not None and not case.buyer.phone_is_wrong


def _mark_phone(case: Case, *, is_wrong: bool) -> None:
    """A wrong number is wrong in every shop that has it."""
    if case.buyer is None:
        return
    same = Buyer.objects.filter(pk=case.buyer.pk)
    if case.buyer.phone_index:
        same |= Buyer.objects.filter(phone_index=case.buyer.phone_index)
    same.update(phone_is_wrong=is_wrong)


def _columns(case: Case) -> dict[str, object]:
    return {
        name: _iso(value) if isinstance(value := getattr(case, name), dt.datetime) else value
        for name in _CASE_COLUMNS
    }


def _restored(
    model: type[Case | Callback | Buyer],
    state: Mapping[str, object],
) -> dict[str, object]:
    """The stored columns as the values they were."""
    times = {
        field.name
        for field in model._meta.get_fields()  # noqa: SLF001  # Django's documented API
        if isinstance(field, models.DateTimeField)
    }
    return {
        name: dt.datetime.fromisoformat(str(value)) if name in times and value else value
        for name, value in state.items()
    }


def _iso(moment: dt.datetime | None) -> str | None:
    return moment.isoformat() if moment is not None else None
