import pytest
from django.utils import translation

from reports.domain.comparison import Period
from reports.domain.intervals import Interval, compare
from reports.domain.weeks import IsoWeek
from reports.templatetags.report import interval, percent, period_name, reading


@pytest.mark.parametrize(
    ("share", "shown"), [(0.1834, "18.3 %"), (0, "0.0 %"), (None, "—"), ("", "—")]
)
def test_share_is_shown_as_percentage_or_dash(share, shown):
    assert percent(share) == shown


def test_interval_is_shown_or_a_dash():
    assert (interval(Interval(0.1, 0.25)), interval(None)) == ("10.0% – 25.0%", "—")


@pytest.mark.parametrize(
    ("now", "before", "shown"),
    [
        (90, 210, '<span class="nowrap bad" title="▲ more, beyond chance">▲ +71 %</span>'),
        (20, 210, '<span class="nowrap good" title="▼ fewer, beyond chance">▼ -62 %</span>'),
        (60, 210, '<span class="nowrap soft" title="within chance">within chance</span>'),
        (3, 4, '<span class="nowrap faint" title="too few to say">too few to say</span>'),
        (
            12,
            0,
            '<span class="nowrap bad" title="▲ more, beyond chance">▲ more, beyond chance</span>',
        ),
    ],
)
def test_comparison_says_no_more_than_it_can(now, before, shown):
    with translation.override("en"):
        assert reading(compare(now, before, exposure_before=4)) == shown


@pytest.mark.parametrize(
    ("usual", "shown"), [(True, "Double 11, a year before"), (False, "双11, a year before")]
)
def test_promotion_of_the_desk_is_translated_and_a_shops_own_is_not(usual, shown):
    week = IsoWeek(2026, 46)
    period = Period("promotion", (week,), (week.year_before,), "双11", usual=usual)
    with translation.override("en"):
        assert period_name(period) == shown
