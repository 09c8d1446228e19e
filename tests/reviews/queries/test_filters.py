"""How many cases each view of the queue holds."""

import datetime as dt

import pytest

from reviews.models import Case, Member
from reviews.queries import filters
from reviews.queries.filters import VIEWS, CaseFilters, cases_of, view_counts
from tests.factories import CallbackFactory, CaseFactory

HOUR = dt.timedelta(hours=1)


def fill(member: Member, now: dt.datetime) -> None:
    """Two open cases, of which one may be called, three that wait, of which two sleep, one held."""
    shop = member.shop
    CaseFactory.create(shop=shop, callable_from=now - HOUR, owner=member, call_value=1)
    CallbackFactory.create(
        case=CaseFactory.create(shop=shop, callable_from=now + HOUR), is_promised=True
    )
    CaseFactory.create(shop=shop, status="waiting")
    CaseFactory.create_batch(2, shop=shop, callable_from=now, snoozed_until=now + HOUR)
    CaseFactory.create(shop=shop, status="held", hold="complaint")
    CaseFactory.create()


def test_counts_are_those_of_the_lists(agent: Member, now: dt.datetime) -> None:
    fill(agent, now)
    counts = view_counts(member=agent, now=now)
    assert counts == {
        "open": 2,
        "due": 1,
        "promised": 1,
        "waiting": 3,
        "held": 1,
        "mine": 1,
        "complaints": 0,
    }
    for view in set(VIEWS) & set(counts):
        listed = cases_of(member=agent, filters=CaseFilters(view=view), now=now)
        assert listed.count() == counts[view]


def test_counting_stops(agent: Member, now: dt.datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filters, "COUNTED", 2)
    fill(agent, now)
    counts = view_counts(member=agent, now=now)
    assert (counts["waiting"], counts["open"]) == (2, 2)
    Case.objects.filter(status="waiting").delete()
    assert view_counts(member=agent, now=now)["waiting"] == 2
