"""Why then, on the card: the curve, the evidence, and "not true" beside each piece."""

import datetime as dt

import pytest

from reviews.domain.contact_rules import Verdict
from reviews.models import Attempt, Buyer, Correction, PresenceObservation
from reviews.operations.corrections import set_aside
from reviews.operations.planning import plan_shop
from reviews.queries.contact import contact_index_of
from reviews.queries.why import HalfHour
from reviews.views.curve import STEP, draw_curve
from tests.factories import AttemptFactory, CaseFactory, plan_asked_at
from tests.reviews.views.case_forms import address

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def known(case, now):
    """A case with calls, presence and hours of its buyer."""
    Buyer.objects.filter(pk=case.buyer_id).update(place_type="office", place_confidence=0.8)
    index = contact_index_of(case.buyer)
    AttemptFactory.create(case=case, contact_index=index, outcome="busy", at=now - 26 * HOUR)
    PresenceObservation.objects.create(buyer=case.buyer, source="wangwang", seen_at=now - HOUR)
    return case


def test_the_curve_covers_three_days_and_marks_the_chosen_half_hour(sit, agent, case):
    context = sit(agent).get(address(case, "case_timing")).context
    curve, chosen = context["curve"], context["why"].chosen
    assert len(curve.days) == 3
    assert [bar.starts_at for bar in curve.bars if bar.shade == "pin"] == [chosen.starts_at]
    assert {bar.starts_at for bar in curve.bars if bar.shade == "best"} == {
        half.starts_at for half in context["why"].best[1:]
    }


def test_the_name_of_a_nearly_over_day_does_not_run_into_the_next(now):
    late = now.replace(hour=20)
    left = [late, late + HOUR / 2, late + 13 * HOUR]
    halves = [HalfHour(at, 0.4, 1.0, 0.0, True, Verdict(True, (), at)) for at in left]
    today, tomorrow = draw_curve(halves, None).days
    assert tomorrow.x - today.x > 8 * STEP


def test_forbidden_spans_are_marked_by_their_reason(sit, agent, case, now):
    index = contact_index_of(case.buyer)
    AttemptFactory.create(case=case, contact_index=index, outcome="no_answer", at=now)
    page = sit(agent).get(address(case, "case_timing"))
    spans = page.context["curve"].blocked
    assert [(span.shade, f"{span.starts_at:%d %H:%M}") for span in spans][:2] == [
        ("count", "18 10:00"),
        ("quiet", "18 13:00"),
    ]
    assert "11-18 10:00–13:00" in page.content.decode()
    assert [len(of_one_kind) for of_one_kind in page.context["curve"].legend] == [1, 3]


def test_the_best_half_hours_tell_worth_and_price(sit, agent, case, now):
    plan_shop(shop=case.shop, now=now)
    page = sit(agent).get(address(case, "case_timing")).content.decode()
    assert "answer, a call is worth" in page
    assert "There is room at" in page


def test_every_piece_but_the_shops_rates_can_be_untrue(sit, agent, known):
    page = sit(agent).get(address(known, "case_timing")).content.decode()
    for kind in ("place", "own_calls", "own_hours", "presence"):
        assert f'name="kind" value="{kind}"' in page
    assert 'value="shop_rates"' not in page


def test_ops_reads_why_without_correcting(sit, ops, known):
    page = sit(ops).get(address(known, "case_timing")).content.decode()
    assert 'name="kind"' not in page


@pytest.mark.parametrize("kind", ["own_calls", "own_hours", "presence"])
def test_not_true_sets_a_piece_aside_and_opens_the_reasons(sit, agent, known, kind, now):
    response = sit(agent).post(address(known, "not_true"), {"kind": kind})
    assert (response.status_code, response.url) == (302, address(known) + "?why")
    stored = Correction.objects.get()
    known.shop.refresh_from_db()
    assert (stored.kind, stored.member, plan_asked_at(known.shop)) == (kind, agent, now)
    page = sit(agent).get(address(known, "case_timing")).content.decode()
    assert f'name="kind" value="{kind}"' not in page
    assert "小林" in page


def test_a_single_call_is_not_true(sit, agent, known, now):
    wrong, index = now - 50 * HOUR, contact_index_of(known.buyer)
    AttemptFactory.create(case=known, contact_index=index, outcome="answered", at=wrong)
    page = sit(agent).get(address(known, "case_timing"))
    assert "2 single pieces" in page.content.decode()
    (calls,) = [told for told in page.context["why"].pieces if told.piece.kind == "own_calls"]
    assert [single.at for single in calls.singles] == [now - 26 * HOUR, wrong]
    sent = {"kind": "own_calls", "fact_at": calls.singles[1].at.isoformat()}
    sit(agent).post(address(known, "not_true"), sent)
    assert Correction.objects.get().fact_at == wrong
    page = sit(agent).get(address(known, "case_timing")).content.decode()
    assert "0 of 1 earlier calls answered." in page


def test_a_place_is_put_right(sit, agent, known, now):
    sit(agent).post(address(known, "not_true"), {"kind": "place", "becomes": "school"})
    buyer = Buyer.objects.get(pk=known.buyer_id)
    assert (buyer.place_type, buyer.place_corrected_at) == ("school", now)


@pytest.mark.parametrize("sent", [{"kind": "shop_rates"}, {"kind": "place", "becomes": "moon"}, {}])
def test_what_is_no_piece_changes_nothing(sit, agent, known, sent):
    sit(agent).post(address(known, "not_true"), sent)
    assert not Correction.objects.exists()


def test_what_is_not_known_is_refused_with_a_word(sit, agent, case):
    page = sit(agent).post(address(case, "not_true"), {"kind": "own_calls"}, follow=True)
    assert "There is nothing of the kind to set aside." in page.content.decode()


def test_true_after_all_takes_it_back(sit, agent, lead, known, now):
    stored = set_aside(case=known, member=lead, kind="own_calls", now=now)
    sit(agent).post(address(known, "true_after_all", stored.public_id))
    stored.refresh_from_db()
    assert (stored.ended_at, stored.ended_by) == (now, agent)


def test_taking_back_what_is_in_use_is_refused_with_a_word(sit, agent, known, now):
    Attempt.objects.all().delete()
    stored = set_aside(case=known, member=agent, kind="place", becomes="school", now=now)
    Buyer.objects.filter(pk=known.buyer_id).update(place_corrected_at=None)
    page = sit(agent).post(address(known, "true_after_all", stored.public_id), follow=True)
    assert "The address was changed since" in page.content.decode()


def test_a_correction_of_another_case_is_not_found(sit, agent, case, known, now):
    other = CaseFactory.create()
    stored = set_aside(case=other, member=agent, kind="place", now=now)
    assert sit(agent).post(address(case, "true_after_all", stored.public_id)).status_code == 404
