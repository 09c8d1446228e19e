import datetime as dt

import pytest
from django.urls import reverse

from reviews.models import (
    ReviewEvent,
    Script,
    TemperamentNote,
)
from tests.factories import (
    AttemptFactory,
    CallbackFactory,
    CaseFactory,
    CauseFactory,
    ClockFactory,
    PromiseFactory,
    RefundFactory,
    ReviewCauseFactory,
    ReviewFactory,
)
from tests.reviews.views.case_forms import address

HOUR = dt.timedelta(hours=1)


def fill(case, number):
    """Everything a card can show, ``number`` times."""
    CallbackFactory.create(case=case, reasons=[{"code": "unknown", "params": {}}])
    for index in range(number):
        AttemptFactory.create(case=case, at=case.opened_at + index * HOUR / 10)
        PromiseFactory.create(case=case)
        RefundFactory.create(order=case.review.order)
        cause = CauseFactory.create(shop=case.shop, code=f"c{index}")
        ReviewCauseFactory.create(review=case.review, cause=cause, is_main=index == 0)
        ReviewEvent.objects.create(review=case.review, kind="append_added", at=case.opened_at)
        other = ReviewFactory.create(shop=case.shop, buyer=case.buyer)
        CaseFactory.create(shop=case.shop, review=other)
        TemperamentNote.objects.create(
            buyer=case.buyer,
            kind="polite",
            created_at=case.opened_at,
            expires_at=case.opened_at + 100 * HOUR,
        )
    for kind in ("change_window", "number_expiry", "reply_limit")[:number]:
        ClockFactory.create(case=case, kind=kind)


@pytest.mark.parametrize("size", [1, 3])
def test_card_takes_the_same_queries_however_much_it_shows(
    sit, agent, case, size, django_assert_num_queries
):
    fill(case, size)
    browser = sit(agent)
    browser.get(address(case))
    with django_assert_num_queries(20):
        response = browser.get(address(case))
    card = response.context["card"]
    assert (len(card.attempts), len(card.promises), len(card.clocks)) == (size, size, size)
    assert (len(card.review.causes), len(card.review.events)) == (size, size)
    assert len(card.refunds) == size
    assert (len(card.buyer.other_cases), len(card.buyer.notes)) == (size, size)


def test_card_tells_a_pattern_across_shops_apart_from_the_causes(sit, agent, shop):
    case = CaseFactory.create(shop=shop, review__buyer__phone_index="same")
    for _shop in range(2):
        CaseFactory.create(review__buyer__phone_index="same")
    page = sit(agent).get(address(case)).content.decode()
    assert "2 neutral or bad reviews in 2 other shops of the desk within 90 days" in page


def test_card_marks_the_words_that_show_the_cause(sit, agent, shop):
    review = ReviewFactory.create(shop=shop, content="壶底漏水", append_content="又漏了")
    case = CaseFactory.create(shop=shop, review=review)
    ReviewCauseFactory.create(review=review, cause__shop=shop, evidence=[[2, 4], [6, 8]])
    page = sit(agent).get(address(case)).content.decode()
    assert "壶底<mark>漏水</mark>" in page
    assert "又<mark>漏了</mark>" in page


def test_card_escapes_what_a_buyer_wrote(sit, agent, shop):
    review = ReviewFactory.create(shop=shop, content="<script>alert(1)</script>")
    case = CaseFactory.create(shop=shop, review=review)
    page = sit(agent).get(address(case)).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_card_never_shows_the_number_in_clear(sit, agent, case):
    page = sit(agent).get(address(case)).content.decode()
    assert case.buyer.phone not in page
    assert case.buyer.phone_masked in page


def test_card_of_another_shop_is_not_found(sit, agent):
    other = CaseFactory.create()
    wrong = reverse("reviews:case", args=(agent.shop.code, other.public_id))
    assert sit(agent).get(wrong).status_code == 404


def test_card_without_buyer_and_order_still_stands(sit, agent, shop):
    review = ReviewFactory.create(shop=shop, buyer=None, order=None, product=None)
    case = CaseFactory.create(shop=shop, review=review)
    assert sit(agent).get(address(case)).status_code == 200


def test_guide_prefers_the_sentence_for_the_cause(sit, agent, case, shop):
    ReviewCauseFactory.create(review=case.review, cause__shop=shop, cause__code="leak")
    for cause, text in (("", "随便"), ("leak", "我是{客服}，换壶盖"), ("slow", "催快递")):
        Script.objects.create(shop=shop, stage="solve", cause_code=cause, text=text)
    Script.objects.create(shop=shop, stage="listen", text="您请说")
    guide = sit(agent).get(address(case)).context["card"].guide
    assert [(line.stage, line.text) for line in guide] == [
        ("listen", "您请说"),
        ("solve", f"我是{agent.display_name}，换壶盖"),
    ]


def test_card_says_who_else_works_on_it(sit, agent, lead, shop, now):
    case = CaseFactory.create(shop=shop, leased_by=lead, lease_until=now + HOUR)
    assert sit(agent).get(address(case)).context["card"].in_hands_of == lead.display_name
    assert sit(lead).get(address(case)).context["card"].in_hands_of == ""


@pytest.mark.parametrize(
    ("hour", "best_hour", "kind", "at"),
    [(10, 10, "now", 10), (13, 10, "later", 14), (13, 19, "later", 19), (22, 10, "later", 33)],
)
def test_card_never_says_now_against_the_rules(
    sit, agent, shop, now, time_machine, hour, best_hour, kind, at
):
    midnight = now.replace(hour=0)
    case = CaseFactory.create(shop=shop, best_at=midnight + best_hour * HOUR)
    time_machine.move_to(midnight + hour * HOUR, tick=False)
    when = sit(agent).get(address(case)).context["card"].when
    assert (when.kind, when.at) == (kind, midnight + at * HOUR)


def test_card_of_a_buyer_who_cannot_be_reached_says_not_now(sit, agent, shop):
    case = CaseFactory.create(shop=shop, dials=5)
    assert sit(agent).get(address(case)).context["card"].when.kind == "blocked"


def test_card_says_why_not_now(sit, agent, case, time_machine, now):
    time_machine.move_to(now.replace(hour=22), tick=False)
    page = sit(agent).get(address(case)).content.decode()
    assert "Allowed again:" in page


def test_ops_correct_causes_on_the_card_and_do_nothing_else_there(sit, ops, case):
    page = sit(ops).get(address(case, "case_dialogs")).content.decode()
    assert "causes-dialog" in page
    assert "hand-over" not in page
    assert address(case, "case_dialogs") in sit(ops).get(address(case)).content.decode()


def test_dialogs_hold_tree_and_colleagues(sit, agent, lead, case, shop):
    ReviewCauseFactory.create(review=case.review, cause__shop=shop, cause__code="leak")
    CauseFactory.create(shop=shop, code="old", retired_at=case.opened_at)
    context = sit(agent).get(address(case, "case_dialogs")).context
    assert context["cause_choices"] == [("leak", "Quality defect")]
    assert context["current"] == {"leak"}
    assert sorted(context["colleagues"]) == sorted(
        (member.public_id, member.display_name) for member in (agent, lead)
    )


def test_ops_reads_the_card_without_acting(sit, ops, case):
    page = sit(ops).get(address(case)).content.decode()
    assert address(case, "attempt") not in page
    assert address(case, "reveal") not in page
