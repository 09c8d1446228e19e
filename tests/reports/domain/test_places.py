from reports.domain.intervals import Proportion
from reports.domain.places import carrier_lines, region_lines
from tests.reports.week_of_rows import SLOW, case, hand_counted_rows


def test_regions_of_the_hand_counted_week_end_with_the_unknown():
    lines = region_lines(hand_counted_rows())
    assert [(line.name, line.cases) for line in lines] == [("广东", 2), ("浙江", 1), ("", 3)]
    assert lines[2].logistics == Proportion(2, 3)
    assert [line.top.code for line in lines] == [
        "quality_defect",
        "quality_defect",
        "slow_delivery",
    ]


def test_carriers_are_ordered_by_cases():
    rows = [case(carrier="圆通"), case(carrier="中通", causes=(SLOW,)), case(carrier="中通")]
    lines = carrier_lines(rows)
    assert [(line.name, line.share) for line in lines] == [("中通", 2 / 3), ("圆通", 1 / 3)]
    assert lines[0].logistics == Proportion(1, 2)
