import random

import pytest

from compensation.domain.fairness import (
    Cell,
    FairCase,
    Measure,
    Remedied,
    Verdict,
    band_of,
    fairness_of,
)

REGIONS = ("浙江省", "四川省", "广东省")


def case(key, *, fen=500, region="浙江省", order_fen=5_000, kind="cash", **more):
    given = ((kind, fen),) if fen is not None else ()
    groups = {"region": region, "level": "bad", **more.pop("groups", {})}
    return FairCase(key, "odor", 2, order_fen, given, groups, **more)


def control(number=240):
    """Amounts that differ, but never by who the buyer is."""
    chance = random.Random(11)
    return [
        case(f"c{at}", fen=chance.choice([400, 500, 600]), region=REGIONS[at % 3])
        for at in range(number)
    ]


@pytest.mark.parametrize(
    ("fen", "band"), [(None, -1), (0, 0), (3_000, 0), (3_001, 1), (100_000, 3), (100_001, 4)]
)
def test_an_order_lies_in_a_band(fen, band):
    assert band_of(fen) == band


def test_a_fair_desk_is_called_fair():
    report = fairness_of(control())
    assert (report.cases, report.offered, report.different) == (240, 240, ())
    assert {line.verdict for line in report.groups} == {Verdict.SAME, Verdict.TOO_FEW}


def test_less_for_one_region_is_found_and_its_cases_are_listed():
    rows = [
        case(f"c{at}", fen=300 if at % 3 == 1 else 500, region=REGIONS[at % 3]) for at in range(240)
    ]
    report = fairness_of(rows)
    found = {(line.measure, line.group): line for line in report.different}
    assert set(found) == {(Measure.AMOUNT, region) for region in REGIONS}
    sichuan = found[Measure.AMOUNT, "四川省"]
    assert (sichuan.average, round(sichuan.expected), sichuan.cases) == (300, 433, 80)
    (cell,) = report.cells
    assert (cell.cell, cell.cases, cell.unusual) == (Cell("odor", 2, 1), 240, 80)
    assert cell.remedies[1] == Remedied(
        (("cash", 300),), 80, tuple(f"c{at}" for at in range(1, 36, 3))
    )


def test_nothing_for_one_kind_of_place_is_found_as_not_offered():
    rows = [
        case(f"c{at}", fen=None if at % 4 == 0 else 500, groups={"place": PLACES[at % 4]})
        for at in range(160)
    ]
    measures = {(line.measure, line.group) for line in fairness_of(rows).different}
    assert (Measure.OFFERED, "school") in measures
    assert all(measure is Measure.OFFERED for measure, _group in measures)


PLACES = ("school", "office", "factory", "rural")


def test_few_cases_are_not_judged_and_a_small_difference_is_no_finding():
    few = fairness_of([case("a", fen=100), case("b", fen=900, region="四川省")])
    assert {line.verdict for line in few.groups} == {Verdict.TOO_FEW}
    steady = [case(f"c{at}", fen=500 + 10 * (at % 2), region=REGIONS[at % 2]) for at in range(400)]
    report = fairness_of(steady)
    line = next(
        one for one in report.groups if one.group == "四川省" and one.measure is Measure.AMOUNT
    )
    assert (line.verdict, line.p_value < 0.001) == (Verdict.SAME, True)


def test_only_alike_cases_are_compared():
    rows = [case(f"a{at}", order_fen=2_000) for at in range(30)]
    rows += [case(f"b{at}", fen=900, order_fen=90_000, region="四川省") for at in range(30)]
    report = fairness_of(rows)
    assert {(line.compared, line.verdict) for line in report.groups} == {(0, Verdict.TOO_FEW)}
    assert (report.cells, report.differing_cells) == ((), 0)


def test_the_ceiling_of_a_rating_is_counted_beside_its_difference():
    rows = [
        case(
            f"c{at}",
            fen=500 if at % 2 else 1_000,
            is_capped=bool(at % 2),
            groups={"level": "neutral" if at % 2 else "bad"},
        )
        for at in range(60)
    ]
    lines = {line.group: line for line in fairness_of(rows).different}
    assert (lines["neutral"].capped, lines["bad"].capped) == (30, 0)


@pytest.mark.parametrize("seed", range(3))
def test_chance_alone_is_seldom_called_unfair(seed):
    """Under no effect the false-discovery rate bounds how often anything at all is named."""
    chance = random.Random(seed)
    named = 0
    for _trial in range(60):
        rows = [
            case(str(at), fen=chance.choice([300, 500, 900]), region=chance.choice(REGIONS))
            for at in range(90)
        ]
        named += bool(fairness_of(rows).different)
    assert named <= 8  # 60 trials at 5 %: more has a chance below 1 in 200
