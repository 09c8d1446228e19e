import pytest

from reports.domain.effect import Basis, EffectVerdict, WeekRate, measure_effect

BEFORE = [WeekRate(21, 1000)] * 4


def test_fall_is_told_with_rates_and_interval():
    effect = measure_effect(before=BEFORE, after=[WeekRate(9, 1000)] * 4, basis=Basis.UNITS)
    assert effect.verdict == EffectVerdict.DOWN
    assert effect.reason.code == "effect_down_per_units"
    assert dict(effect.reason.params) == {
        "cases_before": 84,
        "cases_after": 36,
        "weeks": 4,
        "before": 2.1,
        "after": 0.9,
        "low": 0.67,
        "high": 1.75,
    }


def test_rise_is_told_as_points_upwards():
    effect = measure_effect(
        before=[WeekRate(9, 1000)] * 4, after=[WeekRate(21, 1000)] * 4, basis=Basis.REVIEWS
    )
    assert effect.verdict == EffectVerdict.UP
    assert effect.reason.code == "effect_up_per_reviews"
    assert (effect.reason.params["low"], effect.reason.params["high"]) == (0.67, 1.75)


def test_same_rate_is_no_change():
    effect = measure_effect(before=BEFORE, after=[WeekRate(20, 1000)] * 3, basis=Basis.UNITS)
    assert effect.verdict == EffectVerdict.NO_CHANGE
    assert effect.reason.code == "effect_no_change_per_units"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([WeekRate(4, 1000)], [WeekRate(3, 1000)]),
        ([WeekRate(40, 1000)], []),
        ([], [WeekRate(40, 1000)]),
    ],
)
def test_little_or_missing_history_is_too_few(before, after):
    effect = measure_effect(before=before, after=after, basis=Basis.UNITS)
    assert effect.verdict == EffectVerdict.TOO_FEW
    assert effect.reason.code == "effect_too_few"


def test_relapse_in_the_last_two_weeks_is_recurrence():
    after = [WeekRate(3, 1000)] * 6 + [WeekRate(22, 1000)] * 2
    effect = measure_effect(before=BEFORE, after=after, basis=Basis.UNITS)
    assert effect.verdict == EffectVerdict.RECURRED
    assert effect.reason.code == "effect_recurred_per_units"


def test_small_rise_that_stays_below_the_old_rate_is_still_down():
    after = [WeekRate(1, 1000)] * 6 + [WeekRate(8, 1000)] * 2
    effect = measure_effect(before=BEFORE, after=after, basis=Basis.UNITS)
    assert effect.verdict == EffectVerdict.DOWN


def test_more_complaints_than_sales_stay_a_share():
    effect = measure_effect(
        before=[WeekRate(30, 20)], after=[WeekRate(30, 1000)], basis=Basis.UNITS
    )
    assert effect.before.of == 30
    assert effect.verdict == EffectVerdict.DOWN


@pytest.mark.parametrize(
    ("latest", "verdict"),
    [
        ([WeekRate(21, 1000)] * 4, EffectVerdict.RECURRED),
        ([WeekRate(12, 1000)] * 4, EffectVerdict.DOWN),  # above what it was, within chance
        ([WeekRate(13, 1000)] * 4, EffectVerdict.DOWN),  # more, but still below the old rate
        ([WeekRate(9, 1000)] * 4, EffectVerdict.DOWN),
    ],
)
def test_relapse_is_seen_long_after_the_weeks_of_the_effect(latest, verdict):
    effect = measure_effect(
        before=[WeekRate(21, 1000)] * 6,
        after=[WeekRate(9, 1000)] * 12,
        basis=Basis.UNITS,
        latest=latest,
        weeks_after=40,
    )
    assert (effect.verdict, effect.weeks_after) == (verdict, 40)
    assert effect.reason.params["weeks"] == 40
    assert (effect.after.count, effect.after.of) == (108, 12_000)
