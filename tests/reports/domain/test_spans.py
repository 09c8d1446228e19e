import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.domain.spans import MOST_WEEKS, Span, one_week
from reports.domain.weeks import IsoWeek

WEEKS = st.dates(dt.date(2001, 1, 1), dt.date(2098, 12, 31)).map(IsoWeek.of_day)


def test_a_week_is_the_shortest_span():
    week = IsoWeek(2026, 46)
    span = one_week(week)
    assert (len(span), span.weeks, str(span)) == (1, (week,), "2026-W46")
    assert (span.before, span.starts_at, span.ends_at) == (
        one_week(week - 1),
        week.starts_at,
        week.ends_at,
    )
    assert (span.monday, span.sunday) == (week.monday, week.sunday)


def test_span_holds_its_weeks_whichever_end_is_named_first():
    first, last = IsoWeek(2026, 52), IsoWeek(2027, 2)
    span = Span.of(last, first)
    assert span == Span.of(first, last) == Span(first, last)
    assert [str(week) for week in span.weeks] == ["2026-W52", "2026-W53", "2027-W01", "2027-W02"]
    assert str(span) == "2026-W52..2027-W02"
    assert span.before == Span(first - 4, first - 1)
    assert span.starts_at in span
    assert span.ends_at not in span


def test_a_span_is_a_year_at_most():
    last = IsoWeek(2026, 46)
    assert Span.of(last - 500, last) == Span(last - (MOST_WEEKS - 1), last)


def test_a_month_has_the_weeks_of_its_thursdays():
    assert Span.of_month("2026-10") == Span(IsoWeek(2026, 40), IsoWeek(2026, 44))
    assert Span.of_month("2026-11") == Span(IsoWeek(2026, 45), IsoWeek(2026, 48))
    assert Span.of_month("2027-01") == Span(IsoWeek(2027, 1), IsoWeek(2027, 4))


@pytest.mark.parametrize("written", ["", "2026", "2026-13", "2026-00", "0000-01", "２０２６-11"])
def test_what_names_no_month_is_refused(written):
    with pytest.raises(ValueError, match=r"."):
        Span.of_month(written)


@given(WEEKS)
def test_every_week_belongs_to_one_month(week):
    thursday = week.monday + dt.timedelta(days=3)
    span = Span.of_month(f"{thursday:%Y-%m}")
    assert span.first <= week <= span.last
    assert (
        span.last + 1 == Span.of_month(f"{thursday.replace(day=28) + dt.timedelta(7):%Y-%m}").first
    )


@given(WEEKS, WEEKS)
def test_weeks_of_a_span_are_in_a_row(one, other):
    span = Span.of(one, other)
    assert 1 <= len(span) == len(span.weeks) <= MOST_WEEKS
    assert span.weeks[0] == span.first
    assert span.weeks[-1] == span.last
    assert span.before.last + 1 == span.first
