"""Not true, and true after all: what colleagues know better than the desk."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from reviews.domain.places import PlaceType
from reviews.domain.reason import Reason
from reviews.models import Callback, Case, Correction, Member, PresenceObservation, Shop
from reviews.operations.corrections import set_aside, take_back
from reviews.operations.planning import plan_shop
from reviews.operations.refusals import CorrectionRefused
from reviews.queries.calendars import calendar_of
from reviews.queries.contact import contact_index_of
from reviews.queries.timing import reach_evidence
from tests.factories import (
    AttemptFactory,
    BuyerFactory,
    CallbackFactory,
    CaseFactory,
    OrderFactory,
    ReviewFactory,
    plan_asked_at,
)

Now = dt.datetime
HOUR, DAY, MINUTE = dt.timedelta(hours=1), dt.timedelta(days=1), dt.timedelta(minutes=1)


@pytest.fixture
def case(shop: Shop, now: Now) -> Case:
    """A case of whose buyer a piece of every kind is known."""
    buyer = BuyerFactory.create(shop=shop, place_type="office", place_confidence=0.8)
    order = OrderFactory.create(shop=shop, buyer=buyer, ordered_at=now - 6 * DAY)
    review = ReviewFactory.create(shop=shop, buyer=buyer, order=order, rated_at=now - 30 * HOUR)
    made = CaseFactory.create(shop=shop, review=review, buyer=buyer)
    index = contact_index_of(buyer)
    AttemptFactory.create(case=made, contact_index=index, outcome="no_answer", at=now - 2 * DAY)
    PresenceObservation.objects.create(buyer=buyer, source="wangwang", seen_at=now - 10 * MINUTE)
    return made


def evidence(case: Case, now: Now):
    found = Case.objects.select_related("buyer", "shop").get(pk=case.pk)
    return reach_evidence([found], calendar=calendar_of(found.shop), now=now)[case.pk]


@pytest.mark.parametrize(
    ("kind", "field", "nothing"),
    [("own_calls", "dials", ()), ("own_hours", "active", ()), ("presence", "seen_at", None)],
)
def test_a_piece_set_aside_counts_no_more_until_it_is_taken_back(
    case: Case, agent: Member, lead: Member, now: Now, kind: str, field: str, nothing: object
) -> None:
    before = getattr(evidence(case, now), field)
    stored = set_aside(case=case, member=agent, kind=kind, now=now)
    assert (stored.member, stored.at, stored.buyer) == (agent, now, case.buyer)
    assert (before != nothing, getattr(evidence(case, now), field)) == (True, nothing)
    take_back(correction=stored, member=lead, now=now + MINUTE)
    assert getattr(evidence(case, now), field) == before
    stored.refresh_from_db()
    assert (stored.ended_at, stored.ended_by) == (now + MINUTE, lead)


def test_one_call_of_two_is_not_true(case: Case, agent: Member, lead: Member, now: Now) -> None:
    wrong, index = now - 3 * DAY, contact_index_of(case.buyer)
    AttemptFactory.create(case=case, contact_index=index, outcome="answered", at=wrong)
    stored = set_aside(case=case, member=agent, kind="own_calls", fact_at=wrong, now=now)
    told = Reason("fact.own_call", {"fact_at": wrong.isoformat(), "outcome": "answered"})
    assert Reason.from_json(stored.told).code == told.code
    assert [dial.when.at for dial in evidence(case, now).dials] == [now - 2 * DAY]
    # The rest of the kind goes and comes back without it.
    whole = set_aside(case=case, member=agent, kind="own_calls", now=now)
    assert evidence(case, now).dials == ()
    take_back(correction=whole, member=lead, now=now)
    assert len(evidence(case, now).dials) == 1
    take_back(correction=stored, member=lead, now=now)
    assert len(evidence(case, now).dials) == 2
    with pytest.raises(CorrectionRefused) as refused:
        set_aside(case=case, member=agent, kind="own_calls", fact_at=now - HOUR, now=now)
    assert refused.value.reason == Reason("correction.nothing_known")


def test_behind_a_wrong_sign_of_presence_the_one_before_counts(
    case: Case, agent: Member, now: Now
) -> None:
    PresenceObservation.objects.create(
        buyer=case.buyer, source="wangwang", seen_at=now - 20 * MINUTE
    )
    at = now - 10 * MINUTE
    set_aside(case=case, member=agent, kind="presence", fact_at=at, now=now)
    assert evidence(case, now).seen_at == now - 20 * MINUTE


def test_what_was_set_aside_is_told_as_it_was(case: Case, agent: Member, now: Now) -> None:
    stored = set_aside(case=case, member=agent, kind="own_calls", now=now)
    assert stored.told == Reason("fact.own_calls", {"answered": 0, "calls": 1}).as_json()


def test_a_call_after_the_correction_counts(case: Case, agent: Member, now: Now) -> None:
    set_aside(case=case, member=agent, kind="own_calls", now=now)
    index = contact_index_of(case.buyer)
    AttemptFactory.create(case=case, contact_index=index, at=now + HOUR, outcome="answered")
    assert len(evidence(case, now + 2 * HOUR).dials) == 1


def test_a_place_becomes_another_one_for_half_a_year(case: Case, agent: Member, now: Now) -> None:
    stored = set_aside(case=case, member=agent, kind="place", becomes="school", now=now)
    assert evidence(case, now).places[PlaceType.SCHOOL] == 1.0
    assert PlaceType.SCHOOL not in evidence(case, now + 181 * DAY).places
    take_back(correction=stored, member=agent, now=now)
    assert evidence(case, now).places == {
        PlaceType.OFFICE: 0.8,
        PlaceType.UNKNOWN: pytest.approx(0.2),
    }


def test_a_place_that_is_only_wrong_becomes_unknown(case: Case, agent: Member, now: Now) -> None:
    set_aside(case=case, member=agent, kind="place", now=now)
    assert evidence(case, now).places == {PlaceType.UNKNOWN: 1.0}


def test_a_newer_correction_replaces_the_older_one(
    case: Case, agent: Member, lead: Member, now: Now
) -> None:
    first = set_aside(case=case, member=agent, kind="place", becomes="school", now=now)
    set_aside(case=case, member=lead, kind="place", becomes="factory", now=now + MINUTE)
    first.refresh_from_db()
    assert (first.ended_by, Correction.objects.filter(ended_at=None).count()) == (lead, 1)


def test_a_place_from_a_newer_address_is_not_taken_back_to_an_older(
    case: Case, agent: Member, now: Now
) -> None:
    stored = set_aside(case=case, member=agent, kind="place", becomes="school", now=now)
    case.buyer.refresh_from_db()
    case.buyer.place_type, case.buyer.place_corrected_at = "factory", None
    case.buyer.save()
    with pytest.raises(CorrectionRefused) as refused:
        take_back(correction=stored, member=agent, now=now)
    assert refused.value.reason == Reason("correction.changed_since")


@pytest.fixture
def promised(case: Case, now: Now) -> Callback:
    at = now + 5 * HOUR
    return CallbackFactory.create(
        case=case, shop=case.shop, starts_at=at, ends_at=at + HOUR / 2, is_promised=True
    )


def test_a_time_that_was_never_agreed_is_given_up(
    case: Case, promised: Callback, agent: Member, now: Now
) -> None:
    stored = set_aside(case=case, member=agent, kind="agreed_time", now=now)
    promised.refresh_from_db()
    assert (promised.status, promised.ended_at) == ("cancelled", now)
    assert evidence(case, now).agreed is None
    plan_shop(shop=case.shop, now=now)
    take_back(correction=stored, member=agent, now=now + MINUTE)
    promised.refresh_from_db()
    open_ones = Callback.objects.filter(case=case, status__in=["planned", "calling"])
    assert (list(open_ones), promised.is_promised) == ([promised], True)


def test_a_time_that_has_passed_does_not_come_back(
    case: Case, promised: Callback, agent: Member, now: Now
) -> None:
    stored = set_aside(case=case, member=agent, kind="agreed_time", now=now)
    with pytest.raises(CorrectionRefused) as refused:
        take_back(correction=stored, member=agent, now=promised.starts_at)
    assert refused.value.reason == Reason("correction.time_past")
    stored.refresh_from_db()
    assert stored.ended_at is None


def test_a_time_does_not_come_back_over_a_newer_one(
    case: Case, promised: Callback, agent: Member, now: Now
) -> None:
    stored = set_aside(case=case, member=agent, kind="agreed_time", now=now)
    at = now + 7 * HOUR
    newer = CallbackFactory.create(
        case=case, shop=case.shop, starts_at=at, ends_at=at + HOUR / 2, is_promised=True
    )
    with pytest.raises(CorrectionRefused) as refused:
        take_back(correction=stored, member=agent, now=now + MINUTE)
    assert refused.value.reason == Reason("correction.newer_time")
    newer.refresh_from_db()
    assert (newer.status, newer.starts_at) == ("planned", at)


def test_a_time_of_a_closed_case_does_not_come_back(
    case: Case, promised: Callback, agent: Member, now: Now
) -> None:
    stored = set_aside(case=case, member=agent, kind="agreed_time", now=now)
    Case.objects.filter(pk=case.pk).update(
        status="closed", close_reason="refused_contact", closed_at=now
    )
    with pytest.raises(CorrectionRefused) as refused:
        take_back(correction=stored, member=agent, now=now + MINUTE)
    assert refused.value.reason == Reason("contact.case_closed")
    promised.refresh_from_db()
    assert promised.status == "cancelled"


def test_a_time_does_not_come_back_during_a_call(
    case: Case, promised: Callback, agent: Member, now: Now
) -> None:
    stored = set_aside(case=case, member=agent, kind="agreed_time", now=now)
    CallbackFactory.create(case=case, shop=case.shop, status="calling", lease_until=now + HOUR)
    with pytest.raises(CorrectionRefused) as refused:
        take_back(correction=stored, member=agent, now=now)
    assert refused.value.reason == Reason("correction.call_under_way")


def test_the_time_of_a_call_under_way_is_not_given_up(
    case: Case, promised: Callback, agent: Member, now: Now
) -> None:
    Callback.objects.update(status="calling", lease_until=now + HOUR)
    with pytest.raises(CorrectionRefused) as refused:
        set_aside(case=case, member=agent, kind="agreed_time", now=now)
    assert refused.value.reason == Reason("correction.call_under_way")


@pytest.mark.parametrize("kind", ["agreed_time", "presence", "own_calls", "own_hours", "place"])
def test_what_is_not_known_cannot_be_set_aside(
    shop: Shop, agent: Member, now: Now, kind: str
) -> None:
    review = ReviewFactory.create(shop=shop, buyer=None, order=None)
    bare = CaseFactory.create(shop=shop, review=review, buyer=None)
    with pytest.raises(CorrectionRefused) as refused:
        set_aside(case=bare, member=agent, kind=kind, now=now)
    assert refused.value.reason == Reason("correction.nothing_known")


def test_taking_back_twice_is_refused(case: Case, agent: Member, now: Now) -> None:
    stored = set_aside(case=case, member=agent, kind="own_hours", now=now)
    take_back(correction=stored, member=agent, now=now)
    with pytest.raises(CorrectionRefused) as refused:
        take_back(correction=stored, member=agent, now=now)
    assert refused.value.reason == Reason("correction.ended_already")


def test_a_correction_changes_values_at_once_and_asks_for_a_plan(
    case: Case,
    agent: Member,
    now: Now,
    django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]],
) -> None:
    plan_shop(shop=case.shop, now=now)
    case.refresh_from_db()
    before = case.call_value
    with django_capture_on_commit_callbacks(execute=True):
        set_aside(case=case, member=agent, kind="presence", now=now)
    case.refresh_from_db()
    case.shop.refresh_from_db()
    assert (case.call_value < before, plan_asked_at(case.shop)) == (True, now)
    assert "timing.seen_online" not in [reason["code"] for reason in case.why]


def test_a_correction_of_one_shop_says_nothing_in_another(
    case: Case, agent: Member, now: Now
) -> None:
    same = BuyerFactory.create(plain_phone=case.buyer.phone)
    there = CaseFactory.create(shop=same.shop, review__buyer=same, buyer=same)
    set_aside(case=case, member=agent, kind="own_calls", now=now)
    assert len(evidence(there, now).dials) == 1
