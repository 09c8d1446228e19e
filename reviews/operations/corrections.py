"""Saying that a piece of timing evidence is not true, and taking that back.

It changes when the desk calls, never whether, how much or how politely.
"""

import datetime as dt

from django.db import transaction

from reviews.domain.lifecycle import CaseStatus
from reviews.domain.places import PlaceType
from reviews.domain.reach_evidence import EvidenceKind
from reviews.domain.reason import Reason
from reviews.domain.set_aside import in_words, pieces_of
from reviews.models import Buyer, Callback, Case, Correction, Member
from reviews.operations.case_changes import lock_contact
from reviews.operations.refusals import CorrectionRefused
from reviews.operations.replanning import replan_contact
from reviews.queries.calendars import calendar_of
from reviews.queries.corrections import corrections_of
from reviews.queries.timing import reach_evidence

#: People move and change work: a corrected place holds for half a year.
CORRECTION_HOLDS = dt.timedelta(days=180)


@transaction.atomic
def set_aside(
    *,
    case: Case,
    member: Member,
    kind: EvidenceKind | str,
    now: dt.datetime,
    becomes: PlaceType | str = PlaceType.UNKNOWN,
    fact_at: dt.datetime | None = None,
) -> Correction:
    """A colleague knows that this is not true of the buyer; a place may become another one.

    The single piece of ``fact_at`` counts no more, or without it everything of the kind known until
    now; a time the buyer had named is given up. Raises CorrectionRefused where there is nothing of
    the kind, or no piece of that moment.
    """
    case = lock_contact(case)
    kind = EvidenceKind(kind)
    told = _told(case, kind, fact_at, now)
    if told is None:
        raise CorrectionRefused(Reason("correction.nothing_known"))
    before = _applied(case, kind, PlaceType(becomes), now)
    same = corrections_of(case).filter(kind=kind.value, fact_at=fact_at)
    same.update(ended_at=now, ended_by=member)
    stored = Correction.objects.create(
        case=case,
        buyer=case.buyer,
        kind=kind.value,
        becomes=PlaceType(becomes).value if kind is EvidenceKind.PLACE else "",
        fact_at=fact_at,
        told=told.as_json(),
        before=before,
        member=member,
        at=now,
    )
    replan_contact(case=case, now=now)
    return stored


@transaction.atomic
def take_back(*, correction: Correction, member: Member, now: dt.datetime) -> None:
    """It was true after all: what was set aside counts again.

    Raises CorrectionRefused where somebody did so already, or the facts have changed since.
    """
    case = lock_contact(correction.case)
    standing = Correction.objects.filter(pk=correction.pk, ended_at__isnull=True)
    if standing.update(ended_at=now, ended_by=member) != 1:
        raise CorrectionRefused(Reason("correction.ended_already"))
    match EvidenceKind(correction.kind):
        case EvidenceKind.PLACE:
            _restore_place(correction)
        case EvidenceKind.AGREED_TIME:
            _restore_promise(correction, case, now)
        case _:
            pass
    replan_contact(case=case, now=now)


def _told(
    case: Case, kind: EvidenceKind, fact_at: dt.datetime | None, now: dt.datetime
) -> Reason | None:
    if case.buyer is None and kind is not EvidenceKind.AGREED_TIME:
        return None
    evidence = reach_evidence([case], calendar=calendar_of(case.shop), now=now)[case.pk]
    if fact_at is not None:
        return dict(pieces_of(kind, evidence)).get(fact_at)
    return in_words(kind, evidence)


def _applied(
    case: Case, kind: EvidenceKind, becomes: PlaceType, now: dt.datetime
) -> dict[str, object]:
    """Change the rows behind the piece; returns what taking it back restores."""
    if kind is EvidenceKind.AGREED_TIME:
        return {"callback": _give_up_promise(case, now)}
    if kind is EvidenceKind.PLACE and case.buyer is not None:
        return _correct_place(case.buyer, becomes, now)
    return {}


def _give_up_promise(case: Case, now: dt.datetime) -> int:
    promised = Callback.objects.filter(case=case, is_promised=True, status="planned").first()
    if promised is None:
        raise CorrectionRefused(Reason("correction.call_under_way"))
    Callback.objects.filter(pk=promised.pk).update(status="cancelled", ended_at=now)
    return promised.pk


def _correct_place(buyer: Buyer, becomes: PlaceType, now: dt.datetime) -> dict[str, object]:
    before: dict[str, object] = {
        "place_type": buyer.place_type,
        "place_corrected_at": _iso(buyer.place_corrected_at),
        "place_expires_at": _iso(buyer.place_expires_at),
    }
    Buyer.objects.filter(pk=buyer.pk).update(
        place_type=becomes.value,
        place_corrected_at=now,
        place_expires_at=now + CORRECTION_HOLDS,
    )
    return before


def _restore_place(correction: Correction) -> None:
    before = correction.before
    corrected = Buyer.objects.filter(corrections=correction, place_corrected_at=correction.at)
    restored = corrected.update(
        place_type=before["place_type"],
        place_corrected_at=_moment(before["place_corrected_at"]),
        place_expires_at=_moment(before["place_expires_at"]),
    )
    if not restored:
        raise CorrectionRefused(Reason("correction.changed_since"))


def _restore_promise(correction: Correction, case: Case, now: dt.datetime) -> None:
    if case.status == CaseStatus.CLOSED:
        raise CorrectionRefused(Reason("contact.case_closed"))
    given_up = Callback.objects.filter(pk=correction.before["callback"], status="cancelled")
    if not given_up.filter(starts_at__gt=now).exists():
        raise CorrectionRefused(Reason("correction.time_past"))
    open_ones = Callback.objects.filter(case=correction.case_id)
    if open_ones.filter(status="calling").exists():
        raise CorrectionRefused(Reason("correction.call_under_way"))
    if open_ones.filter(status="planned", is_promised=True).exists():
        raise CorrectionRefused(Reason("correction.newer_time"))
    open_ones.filter(status="planned").update(status="cancelled", ended_at=now)
    given_up.update(status="planned", ended_at=None)


def _iso(moment: dt.datetime | None) -> str | None:
    return moment.isoformat() if moment is not None else None


def _moment(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text is not None else None
