from datetime import date

from reports.domain.comparison import Period, comparisons, periods
from reports.domain.intervals import Verdict
from reports.domain.weeks import IsoWeek
from reviews.domain.day_spans import DaySpan

WEEK = IsoWeek(2026, 46)


def elevens(year):
    return [
        DaySpan(date(year, 6, 16), date(year, 6, 20), "618"),
        DaySpan(date(year, 11, 1), date(year, 11, 13), "双11"),
    ]


def test_usual_week_is_held_against_three_periods():
    previous, mean, year = periods(WEEK + 3, spans=elevens)
    assert (previous.kind, previous.before) == ("previous", (WEEK + 2,))
    assert (mean.kind, len(mean.before), mean.before[-1]) == ("mean", 4, WEEK + 2)
    assert (year.kind, year.before) == ("year", (IsoWeek(2025, 49),))


def test_promotion_is_held_against_as_many_weeks_of_last_years():
    *_usual, running = periods(WEEK - 1, spans=elevens)
    assert running == Period(
        "promotion",
        (WEEK - 2, WEEK - 1),
        (IsoWeek(2025, 44), IsoWeek(2025, 45)),
        "双11",
    )
    *_usual, whole = periods(WEEK, spans=elevens)
    assert (len(whole.now), whole.before[-1]) == (3, IsoWeek(2025, 46))


def test_promotion_of_its_first_year_has_no_counterpart():
    spans = {2026: elevens(2026)}
    assert len(periods(WEEK, spans=lambda year: spans.get(year, []))) == 3


def test_counts_expect_the_earlier_rate_of_the_known_weeks():
    cases = {WEEK: 60, WEEK - 1: 20, WEEK - 2: 30}
    previous, mean, year = comparisons(periods(WEEK, spans=lambda _year: []), cases=cases)
    assert (previous.before, previous.change.before, previous.change.verdict) == (
        20,
        20,
        Verdict.UP,
    )
    assert (mean.before, mean.change.before) == (50, 25)
    assert (year.before, year.change.verdict) == (0, Verdict.TOO_FEW)
