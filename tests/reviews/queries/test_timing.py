"""Evidence of timing from the desk's rows."""

import datetime as dt

import pytest
from pytest_django import DjangoAssertNumQueries

from reviews.domain.outcomes import Outcome
from reviews.domain.places import PlaceType
from reviews.domain.reach_evidence import AgreedTime, EvidenceKind
from reviews.domain.regions import region_hours
from reviews.models import Case, PresenceObservation, Shop
from reviews.queries.contact import contact_index_of
from reviews.queries.timing import (
    is_off,
    places_of,
    reach_days,
    reach_evidence,
    shop_model,
    timing_of,
)
from tests.factories import (
    AttemptFactory,
    BuyerFactory,
    CallbackFactory,
    CaseFactory,
    OrderFactory,
    ReviewFactory,
)

Now = dt.datetime
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.fixture
def case(shop: Shop, now: Now) -> Case:
    buyer = BuyerFactory.create(shop=shop, province="新疆维吾尔自治区", place_type="office")
    buyer.place_confidence = 0.75
    buyer.save()
    order = OrderFactory.create(shop=shop, buyer=buyer, ordered_at=now - 6 * DAY)
    review = ReviewFactory.create(shop=shop, buyer=buyer, order=order, rated_at=now - 30 * HOUR)
    return CaseFactory.create(shop=shop, review=review, buyer=buyer, dials=2)


def test_evidence_gathers_everything_known(case: Case, now: Now) -> None:
    AttemptFactory.create(
        case=case,
        contact_index=contact_index_of(case.buyer),
        outcome="busy",
        at=now - DAY,
        ring_seconds=9,
    )
    at = now + 3 * HOUR
    CallbackFactory.create(
        case=case, shop=case.shop, starts_at=at, ends_at=at + HOUR / 2, is_promised=True
    )
    PresenceObservation.objects.create(buyer=case.buyer, source="wangwang", seen_at=now - HOUR)
    known = reach_evidence([case], now=now)[case.pk]
    assert known.places == {PlaceType.OFFICE: 0.75, PlaceType.UNKNOWN: 0.25}
    assert known.region == region_hours("新疆")
    assert [(dial.outcome, dial.ring_seconds) for dial in known.dials] == [(Outcome.BUSY, 9)]
    assert sorted(one.at for one in known.active) == [now - 6 * DAY, now - 30 * HOUR]
    assert known.seen_at == now - HOUR
    assert known.agreed == AgreedTime(at, at + HOUR / 2)
    assert known.dials_before == 2


def test_case_without_buyer_has_no_evidence_but_its_dials(shop: Shop, now: Now) -> None:
    review = ReviewFactory.create(shop=shop, buyer=None, order=None)
    bare = CaseFactory.create(shop=shop, review=review, buyer=None, dials=1)
    known = reach_evidence([bare], now=now)[bare.pk]
    assert (known.places, known.dials, known.active) == ({PlaceType.UNKNOWN: 1.0}, (), ())
    assert (known.seen_at, known.agreed, known.dials_before) == (None, None, 1)


@pytest.mark.parametrize("ago", [HOUR, 10 * DAY])
def test_undone_and_message_contacts_are_no_dials(case: Case, now: Now, ago: dt.timedelta) -> None:
    index = contact_index_of(case.buyer)
    AttemptFactory.create(case=case, contact_index=index, at=now - ago, undone_at=now)
    AttemptFactory.create(case=case, contact_index=index, at=now - ago, channel="wangwang")
    assert reach_evidence([case], now=now)[case.pk].dials == ()


def test_date_without_a_time_is_no_hour(case: Case, now: Now) -> None:
    midnight = now.replace(hour=0) - 3 * DAY
    OrderFactory.create(shop=case.shop, buyer=case.buyer, ordered_at=midnight)
    assert len(reach_evidence([case], now=now)[case.pk].active) == 2


@pytest.mark.parametrize(
    ("field", "ago", "seen"),
    [
        ("rated_at", dt.timedelta(minutes=10), True),
        ("append_at", dt.timedelta(minutes=10), True),
        ("rated_at", 4 * HOUR, False),
    ],
)
def test_review_or_append_just_posted_is_presence(
    case: Case, now: Now, field: str, ago: dt.timedelta, *, seen: bool
) -> None:
    setattr(case.review, field, now - ago)
    case.review.save()
    known = reach_evidence([case], now=now)[case.pk]
    assert known.seen_at == (now - ago if seen else None)


def test_expired_profile_is_unknown_and_a_corrected_one_is_sure(case: Case, now: Now) -> None:
    buyer = case.buyer
    assert buyer is not None
    buyer.place_corrected_at = now
    assert places_of(buyer, now=now) == {PlaceType.OFFICE: 1.0, PlaceType.UNKNOWN: 0.0}
    buyer.place_expires_at = now
    assert places_of(buyer, now=now) == {PlaceType.UNKNOWN: 1.0}


def test_shop_learns_from_its_own_telephone_calls_up_to_now(case: Case, now: Now) -> None:
    for at in (now - DAY, now + DAY, now - 200 * DAY):
        AttemptFactory.create(case=case, at=at, outcome="answered")
    AttemptFactory.create(case=case, at=now - DAY, channel="wangwang")
    once = shop_model(case.shop, now=now)
    assert once.calls[:, :, 20].sum() == pytest.approx(1.5)  # the day and half the other kind


def test_curve_has_three_days_with_the_rules_verdicts(case: Case, now: Now) -> None:
    curve = reach_days(case=case, now=now)
    assert (len(curve), curve[0].starts_at) == (22 + 24 + 24, now)
    assert curve[0].allowed is False
    assert curve[0].verdict.reasons[0].code == "contact.region_morning"
    assert curve[0].reach == 0.0
    assert curve[1].allowed is True


def test_timing_names_the_best_half_hour_and_why(case: Case, now: Now) -> None:
    found = timing_of(case=case, now=now)
    assert found.best is not None
    allowed = [half.reach for half in found.curve if half.allowed]
    assert found.best.reach == max(allowed)
    assert {piece.kind for piece in found.pieces} <= {EvidenceKind.PLACE, EvidenceKind.OWN_HOURS}


def test_timing_of_a_case_that_may_not_be_called_has_no_best(case: Case, now: Now) -> None:
    case.dials = 5
    case.save()
    found = timing_of(case=case, now=now)
    assert (found.best, found.pieces) == (None, ())


@pytest.mark.parametrize("more", [0, 2])
def test_evidence_of_many_takes_as_many_queries_as_of_one(
    case: Case, now: Now, more: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    cases = [case, *CaseFactory.create_batch(more, shop=case.shop)]
    with django_assert_num_queries(7):
        reach_evidence(cases, now=now)


def test_make_up_saturday_is_no_day_off() -> None:
    assert not is_off(dt.date(2026, 2, 14))
    assert is_off(dt.date(2026, 2, 21))
