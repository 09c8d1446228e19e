from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from compensation.models import Offer
from compensation.queries.fairness import fair_cases
from tests.factories import (
    CaseFactory,
    CauseFactory,
    OfferFactory,
    OrderFactory,
    PolicyVersionFactory,
    ReviewCauseFactory,
)

REGIONS = ("浙江省", "四川省")


def url(shop, name):
    return reverse(f"compensation:{name}", args=(shop.code,))


@pytest.fixture
def alike(shop, agent, now):
    """24 alike cases of two regions; each was offered 5 yuan."""
    cause = CauseFactory.create(shop=shop)
    version = PolicyVersionFactory.create(shop=shop)
    for at in range(24):
        device = ("mobile", "mobile", "web", "web")[at % 4]
        province = REGIONS[at % 2]
        order = OrderFactory.create(shop=shop, paid_fen=5_000, province=province, device=device)
        case = CaseFactory.create(
            shop=shop, review__order=order, opened_at=now, contacted_at=now, buyer=order.buyer
        )
        ReviewCauseFactory.create(review=case.review, cause=cause)
        OfferFactory.create(
            case=case,
            version=version,
            order=order,
            kind="cash",
            amount_fen=500,
            requested_fen=500,
            state="offered",
            proposed_by=agent,
        )


def test_a_fair_period_is_called_fair(sit, lead, shop, alike):
    page = sit(lead).get(url(shop, "fairness"))
    assert page.context["different"] == []
    assert "differs by more than chance" in page.content.decode()
    assert "All alike cases got the same remedy." in page.content.decode()


def test_who_ordered_on_a_computer_is_held_against_who_used_a_phone(sit, lead, shop, alike):
    Offer.objects.filter(order__device="web").update(amount_fen=200)
    page = sit(lead).get(url(shop, "fairness"))
    assert {row.line.dimension for row in page.context["different"]} == {"device"}
    assert {row.line.group for row in page.context["different"]} == {"mobile", "web"}
    assert "Computer" in page.content.decode()


def test_a_planted_unfairness_is_named_with_its_cases(sit, owner, shop, alike):
    poorer = Offer.objects.filter(order__province="四川省")
    poorer.update(amount_fen=200)
    browser = sit(owner)
    page = browser.get(url(shop, "fairness"))
    assert {row.group for row in page.context["different"]} == set(REGIONS)
    (cell,) = page.context["cells"]
    assert [(words, number) for words, number, _keys in cell.remedies] == [
        ("Cash ¥2.00", 12),
        ("Cash ¥5.00", 12),
    ]
    shown = page.content.decode()
    assert all(key in shown for key in poorer.values_list("case__public_id", flat=True)[:12])
    book = load_workbook(BytesIO(browser.get(url(shop, "fairness_file")).content))
    assert book.sheetnames == ["Statement", "Groups", "Cases"]
    assert book["Cases"].max_row == 25
    assert {row[9].value for row in book["Groups"].iter_rows(min_row=2)} >= {
        "Otherwise than alike cases"
    }


def test_only_cases_somebody_came_to_are_compared(
    shop, agent, alike, now, django_assert_num_queries
):
    cause = CauseFactory.create(shop=shop, code="odor")
    untouched, talked = CaseFactory.create_batch(2, shop=shop, opened_at=now)
    for case in (untouched, talked):
        ReviewCauseFactory.create(review=case.review, cause=cause)
    CaseFactory.create(shop=shop, opened_at=now, contacted_at=now)  # no cause is known
    talked.contacted_at = now
    talked.save()
    day = now.date()
    with django_assert_num_queries(4):
        found = list(fair_cases(shop=shop, since=day, until=day))
    assert [(case.key, case.given) for case in found if case.cause == "odor"] == [
        (talked.public_id, ())
    ]
    assert len(found) == 25


def test_a_period_of_nothing_says_so(sit, owner, shop):
    page = sit(owner).get(url(shop, "fairness")).content.decode()
    assert "Nothing was offered in this period" in page


def test_the_fairness_report_is_for_those_who_decide(sit, agent, shop):
    assert sit(agent).get(url(shop, "fairness")).status_code == 403
