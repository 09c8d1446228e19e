"""What the policy knows of a case comes from data, and the replay knows the same."""

import datetime as dt

import pytest

from compensation.queries.facts import case_facts
from compensation.queries.replays import replay_cases
from tests.factories import (
    AttemptFactory,
    BuyerFactory,
    CalendarSpanFactory,
    CaseFactory,
    OrderFactory,
)


@pytest.fixture
def known(shop, now):
    """A regular's order of a declared promotion, its line, and two contacts."""
    buyer = BuyerFactory.create(shop=shop)
    ordered_at = now - dt.timedelta(days=6)
    order = OrderFactory.create(shop=shop, buyer=buyer, ordered_at=ordered_at)
    for days in (30, 40, 50):
        OrderFactory.create(shop=shop, buyer=buyer, ordered_at=now - dt.timedelta(days=days))
    day = ordered_at.date()
    CalendarSpanFactory.create(shop=shop, kind="promotion", starts_on=day, ends_on=day)
    case = CaseFactory.create(
        shop=shop,
        buyer=buyer,
        opened_at=now,
        review__order=order,
        review__product__line="厨房",
        review__product__shop=shop,
    )
    AttemptFactory.create(case=case, channel="phone", at=now - dt.timedelta(hours=3))
    AttemptFactory.create(case=case, channel="wangwang", at=now - dt.timedelta(hours=1))
    AttemptFactory.create(case=case, channel="sms", at=now, undone_at=now)
    return case


def test_tier_line_channel_and_promotion_are_read(known, now):
    facts = case_facts(case=known, now=now, repeat_days=90)
    assert (facts.tier, facts.line, facts.channel) == ("regular", "厨房", "wangwang")
    assert (facts.in_promotion, facts.attempts) == (True, 2)


def test_the_replay_knows_a_case_as_its_card_does(known, shop, now):
    stranger = CaseFactory.create(shop=shop, buyer=None, opened_at=now)
    day = now.date()
    replayed = {row.key: row.facts for row in replay_cases(shop=shop, since=day, until=day)}
    for case in (known, stranger):
        assert replayed[case.public_id] == case_facts(case=case, now=now, repeat_days=90)
    assert replayed[stranger.public_id].tier == "unknown"
