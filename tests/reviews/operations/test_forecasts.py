"""Every telephone call is stored with what the desk had predicted of it before."""

import datetime as dt

import pytest

from reviews.domain.reach import REACH_VERSION
from reviews.domain.reach_evidence import EvidenceKind
from reviews.models import Attempt, Callback, Case, Forecast, Member, PresenceObservation, Shop
from reviews.operations.attempts import record_attempt
from reviews.operations.calls import start_call
from reviews.queries.contact import contact_index_of
from tests.factories import AttemptFactory, BuyerFactory, CallbackFactory, CaseFactory

Now = dt.datetime
DAY, MINUTE = dt.timedelta(days=1), dt.timedelta(minutes=1)


@pytest.fixture
def case(shop: Shop) -> Case:
    buyer = BuyerFactory.create(shop=shop, place_type="office", place_confidence=0.8)
    return CaseFactory.create(shop=shop, buyer=buyer)


def call(case: Case, member: Member, now: Now, outcome: str = "no_answer") -> Forecast:
    return Forecast.objects.get(attempt=dialled(case, member, now, outcome))


def dialled(case: Case, member: Member, now: Now, outcome: str = "no_answer") -> Attempt:
    return record_attempt(
        case=Case.objects.get(pk=case.pk),
        member=member,
        channel="phone",
        outcome=outcome,
        now=now,
        idempotency_key=f"{case.pk}-{now.isoformat()}",
    )


def test_call_keeps_its_prediction_with_version_and_sources(
    case: Case, agent: Member, now: Now
) -> None:
    kept = call(case, agent, now)
    assert (kept.half_hour, kept.is_off, kept.dials) == (20, False, 0)
    assert 0.1 < kept.reach < 0.5
    assert kept.reach == kept.full
    assert set(kept.without) == {kind.value for kind in EvidenceKind}
    assert kept.without["place"] != pytest.approx(kept.full, abs=1e-3)
    assert kept.without["presence"] == pytest.approx(kept.full, abs=1e-4)
    assert (kept.version, kept.propensity, kept.draw) == (REACH_VERSION, 1.0, [])
    assert 0 < kept.willing < 1


def test_outcome_of_a_call_has_no_part_in_its_own_prediction(
    shop: Shop, agent: Member, now: Now
) -> None:
    answered, missed = (
        call(CaseFactory.create(shop=shop), agent, now, outcome)
        for outcome in ("answered", "no_answer")
    )
    assert answered.reach == missed.reach


def test_earlier_calls_of_the_buyer_are_in_the_prediction(
    case: Case, agent: Member, now: Now
) -> None:
    AttemptFactory.create(
        case=case, contact_index=contact_index_of(case.buyer), outcome="answered", at=now - DAY
    )
    kept = call(case, agent, now)
    assert kept.full > kept.without["own_calls"]


def test_call_counts_for_the_half_hour_it_began_in(case: Case, agent: Member, now: Now) -> None:
    start_call(case=case, member=agent, now=now + 29 * MINUTE)
    kept = call(case, agent, now + 34 * MINUTE)
    assert (kept.at, kept.half_hour) == (now + 29 * MINUTE, 20)


def test_source_switched_off_is_left_out_of_the_plan_and_still_measured(
    case: Case, agent: Member, now: Now
) -> None:
    PresenceObservation.objects.create(buyer=case.buyer, source="wangwang", seen_at=now - MINUTE)
    settings = case.shop.settings
    settings.uses_presence = False
    settings.save()
    kept = call(case, agent, now)
    assert kept.full > 0.7
    assert kept.reach == pytest.approx(kept.without["presence"], abs=1e-4)


def drawn(case: Case, now: Now) -> Callback:
    halves = [{"starts_at": (now + n * 30 * MINUTE).isoformat(), "reach": 0.3} for n in range(3)]
    return CallbackFactory.create(
        case=case, starts_at=now, ends_at=now + 30 * MINUTE, draw=halves, propensity=0.02
    )


def test_call_in_the_half_hour_that_chance_chose_keeps_the_draw(
    case: Case, agent: Member, now: Now
) -> None:
    planned = drawn(case, now)
    kept = call(case, agent, now + 5 * MINUTE)
    assert (kept.draw, kept.propensity) == (planned.draw, 0.02)


def test_call_before_the_half_hour_that_chance_chose_keeps_none(
    case: Case, agent: Member, now: Now
) -> None:
    drawn(case, now + 60 * MINUTE)
    kept = call(case, agent, now)
    assert (kept.draw, kept.propensity) == ([], 1.0)


def test_message_has_no_prediction(case: Case, agent: Member, now: Now) -> None:
    record_attempt(
        case=case,
        member=agent,
        channel="wangwang",
        outcome="answered",
        now=now,
        idempotency_key="message",
    )
    assert not Forecast.objects.exists()


@pytest.mark.parametrize("hour", [0, 8, 23])
def test_call_outside_the_hours_is_predicted_like_any_other(
    case: Case, agent: Member, now: Now, hour: int
) -> None:
    kept = call(case, agent, now.replace(hour=hour))
    assert kept.half_hour == 2 * hour


def test_case_without_a_buyer_is_predicted_from_all_buyers_hours(
    shop: Shop, agent: Member, now: Now
) -> None:
    bare = CaseFactory.create(shop=shop, buyer=None)
    assert 0.1 < call(bare, agent, now).reach < 0.5
