"""Evidence of timing from the desk's rows."""

import datetime as dt

import pytest
from pytest_django import DjangoAssertNumQueries

from reviews.domain.day_spans import SpanKind
from reviews.domain.habits import Habits
from reviews.domain.outcomes import Outcome
from reviews.domain.places import PlaceType
from reviews.domain.reach import DIAL_SLOPE, ReachModel
from reviews.domain.reach_evidence import AgreedTime, EvidenceKind, ReachEvidence
from reviews.domain.regions import region_hours
from reviews.domain.willing import USUAL, Willingness
from reviews.domain.workdays import Calendar
from reviews.models import Case, PresenceObservation, Shop
from reviews.queries.contact import contact_index_of
from reviews.queries.shop_reach import SWITCHES, places_of, shop_model, willingness_of
from reviews.queries.timing import reach_evidence as evidence_of
from tests.factories import (
    AttemptFactory,
    BuyerFactory,
    CalendarSpanFactory,
    CallbackFactory,
    CaseFactory,
    OrderFactory,
    ReviewFactory,
    TimingReportFactory,
)

Now = dt.datetime
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


def reach_evidence(cases: list[Case], *, now: Now) -> dict[int, ReachEvidence]:
    return evidence_of(cases, calendar=Calendar(), now=now)


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


@pytest.mark.parametrize("more", [0, 2])
def test_evidence_of_many_takes_as_many_queries_as_of_one(
    case: Case, now: Now, more: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    cases = [case, *CaseFactory.create_batch(more, shop=case.shop)]
    with django_assert_num_queries(8):
        reach_evidence(cases, now=now)


def counted(model: ReachModel) -> float:
    """Calls at ten in the morning, of a workday and as half of the other kind."""
    return float(model.calls[:, :, 20].sum()) / 1.5


def test_shop_learns_of_each_new_call_at_once_and_forgets_one_taken_back(
    case: Case, now: Now
) -> None:
    assert counted(shop_model(case.shop, now=now)) == 0
    first = AttemptFactory.create(case=case, at=now - DAY, outcome="answered")
    assert counted(shop_model(case.shop, now=now)) == pytest.approx(1)
    AttemptFactory.create(case=case, at=now - 2 * DAY, outcome="answered")
    assert counted(shop_model(case.shop, now=now)) == pytest.approx(2)
    first.undone_at = now
    first.save()
    assert counted(shop_model(case.shop, now=now)) == pytest.approx(1)


def test_shop_counts_its_calls_afresh_by_another_calendar(case: Case, now: Now) -> None:
    AttemptFactory.create(case=case, at=now - DAY, outcome="answered")
    workday = shop_model(case.shop, now=now).calls[:, 0, 20].sum()
    CalendarSpanFactory.create(
        shop=case.shop, kind="off", starts_on=(now - DAY).date(), ends_on=(now - DAY).date()
    )
    again = Shop.objects.get(pk=case.shop_id)
    assert shop_model(again, now=now).calls[:, 0, 20].sum() == workday / 2


def test_second_look_at_a_shop_reads_no_call(
    case: Case, now: Now, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    AttemptFactory.create(case=case, at=now - DAY, outcome="answered")
    shop_model(case.shop, now=now)
    with django_assert_num_queries(2):  # the calls counted, the habits
        shop_model(case.shop, now=now)


@pytest.mark.parametrize(
    ("setting", "kind"),
    [(name, kind) for kind, name in SWITCHES.items()],
)
def test_source_switched_off_counts_no_more(
    case: Case, now: Now, setting: str, kind: EvidenceKind
) -> None:
    settings = case.shop.settings
    assert kind in shop_model(case.shop, now=now).uses
    setattr(settings, setting, False)
    assert kind not in shop_model(case.shop, now=now).uses


def test_learned_habits_of_the_newest_finished_report_count(case: Case, now: Now) -> None:
    def report(days_ago: int, slope: float, **values: object) -> None:
        habits = Habits(dial_slope=slope, willing=Willingness(base=slope)).as_json()
        TimingReportFactory.create(
            shop=case.shop,
            for_day=now.date() - days_ago * DAY,
            figures={"habits": habits},
            **values,
        )

    assert shop_model(case.shop, now=now).dial_slope == DIAL_SLOPE
    report(3, -0.5, state="done", finished_at=now)
    report(2, -0.4, state="done", finished_at=now)
    report(1, -0.1, state="failed")
    assert shop_model(case.shop, now=now).dial_slope == -0.4
    assert willingness_of(case.shop).base == -0.4
    case.shop.settings.uses_shop_rates = False
    assert shop_model(case.shop, now=now).dial_slope == DIAL_SLOPE
    assert willingness_of(case.shop) == USUAL


def test_pupils_hours_follow_the_school_holidays(case: Case, now: Now) -> None:
    summer = now.replace(month=7, day=22)
    OrderFactory.create(shop=case.shop, buyer=case.buyer, ordered_at=summer - DAY)
    calendar = Calendar(usual=frozenset({SpanKind.SCHOOL}))
    known = evidence_of([case], calendar=calendar, now=now)[case.pk]
    assert [one.school_break for one in sorted(known.active, key=lambda one: one.at)] == [
        True,
        False,
        False,
    ]
