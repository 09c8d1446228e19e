"""The independence report of a period: what was given, and how the review stood at each step."""

import datetime as dt
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from compensation.operations.answers import decline_offer, mark_offered
from compensation.operations.payments import DemoProvider
from compensation.operations.payouts import pay
from compensation.queries.period import count_of_period, period_rows
from reviews.models import Snapshot

DAY = dt.date(2026, 11, 18)


def url(shop, name):
    return reverse(f"compensation:{name}", args=[shop.code])


def seen(review, number, at, *, level="bad", state="live"):
    Snapshot.objects.create(
        review=review, number=number, taken_at=at, level=level, state=state, content_hash=f"{at}"
    )


@pytest.fixture
def paid(accepted, case, now):
    """Offered on a bad review; changed to good before the payment, two days later."""
    seen(case.review, 1, now - dt.timedelta(hours=1))
    seen(case.review, 2, now + dt.timedelta(days=1), level="good", state="changed")
    later = now + dt.timedelta(days=2)
    pay(payout=accepted.payout, provider=DemoProvider(), member=None, now=later)
    return accepted


def rows(shop, since=DAY, until=DAY):
    return list(period_rows(shop=shop, since=since, until=until))


def test_a_remedy_shows_the_review_at_each_step(paid, shop):
    row = rows(shop)[0]
    assert (row.proposed.level, row.offered.level, row.paid.level) == ("bad", "bad", "good")
    assert not row.approved


@pytest.mark.parametrize(
    ("since", "until", "found"),
    [(0, 0, 1), (2, 2, 1), (1, 1, 0), (-5, -1, 0), (3, 9, 0), (-5, 5, 1)],
)
def test_a_remedy_counts_where_it_was_proposed_or_paid(paid, shop, since, until, found):
    days = {"since": DAY + dt.timedelta(days=since), "until": DAY + dt.timedelta(days=until)}
    assert len(rows(shop, **days)) == found


def test_payments_are_counted_by_what_became_of_the_review(paid, shop):
    count = count_of_period(shop=shop, since=DAY, until=DAY)
    assert (count.offers, dict(count.paid), dict(count.paid_fen)) == (
        1,
        {"other": 1},
        {"other": 500},
    )


def test_an_offer_that_came_to_nothing_is_in_the_report(propose, agent, budget, shop, now):
    offer = propose(500)
    mark_offered(offer=offer, member=agent, now=now)
    decline_offer(offer=offer, member=agent, now=now)
    assert [row.offer.state for row in rows(shop)] == ["declined"]
    assert dict(count_of_period(shop=shop, since=DAY, until=DAY).by_state) == {"declined": 1}


def test_the_page_and_the_workbook_say_the_same(sit, shop, owner, paid):
    asked = {"since": "2026-11-18", "until": "2026-11-20"}
    page = sit(owner).get(url(shop, "period"), asked)
    assert "No condition about the review was attached" in page.content.decode()
    book = load_workbook(BytesIO(sit(owner).get(url(shop, "period_file"), asked).content))
    statement, remedies = book.worksheets
    said = {row[0].value: row[1].value for row in statement.iter_rows()}
    assert said["Remedies in the period"] == 1
    assert "No condition about the review was attached" in said["Statement"]
    heads, row = remedies.iter_rows(values_only=True)
    found = dict(zip(heads, row, strict=True))
    assert (found["Yuan"], found["State"]) == (5, "Paid")
    assert found["Review at the proposal"] == "Bad · Live"
    assert found["Payment number"] == f"demo-{paid.payout.idempotency_key}"


def test_a_formula_in_a_message_stays_text(sit, shop, owner, propose, budget):
    propose(500, message="=HYPERLINK(1)")
    asked = {"since": "2026-11-18", "until": "2026-11-18"}
    book = load_workbook(BytesIO(sit(owner).get(url(shop, "period_file"), asked).content))
    cells = [cell for row in book.worksheets[1].iter_rows() for cell in row]
    message = next(cell for cell in cells if cell.value == "=HYPERLINK(1)")
    assert message.data_type == "s"


@pytest.mark.parametrize(
    ("asked", "since", "until"),
    [
        ({}, None, None),
        ({"since": "2026-11-20", "until": "2026-11-10"}, "2026-11-10", "2026-11-20"),
        ({"since": "0001-01-01", "until": "9999-12-31"}, None, None),
        ({"since": "gestern", "until": "2026-11-10"}, "2026-10-11", "2026-11-10"),
    ],
)
def test_a_strange_period_is_mended(sit, shop, owner, asked, since, until):
    context = sit(owner).get(url(shop, "period"), asked).context
    if since:
        assert (f"{context['since']}", f"{context['until']}") == (since, until)
    assert (context["until"] - context["since"]).days >= 0


def test_the_report_asks_the_same_queries_for_one_remedy_and_three(
    propose, case, shop, budget, django_assert_num_queries
):
    propose(200)
    with django_assert_num_queries(3):
        rows(shop)
    propose(200, kind="gift", key="2")
    propose(200, kind="coupon", key="3")
    with django_assert_num_queries(3):
        assert len(rows(shop)) == 3


def test_the_ledgers_balance_stays_the_accounts_under_a_filter(sit, shop, owner, paid):
    page = sit(owner).get(url(shop, "ledger"), {"account": "promised", "event": "accept"})
    assert [entry.balance_fen for entry in page.context["page"]] == [0]
    book = load_workbook(
        BytesIO(
            sit(owner)
            .get(url(shop, "ledger_workbook"), {"account": "promised", "until": "2026-11-18"})
            .content
        )
    )
    amounts = [(row[6], row[7]) for row in book.active.iter_rows(min_row=2, values_only=True)]
    assert amounts == [(5, 5), (-5, 0)]
