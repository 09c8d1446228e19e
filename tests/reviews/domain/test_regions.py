from datetime import time

import pytest

from reviews.domain.regions import BEIJING_HOURS, region_hours


@pytest.mark.parametrize(
    "region",
    ["新疆", "新疆维吾尔自治区", "中国新疆", " 新疆乌鲁木齐市", "乌鲁木齐市", "喀什地区", "石河子"],
)
def test_nobody_in_xinjiang_is_called_before_half_past_ten(region):
    assert region_hours(region).not_before == time(10, 30)


def test_the_evening_of_xinjiang_moves_less_than_its_morning():
    hours = region_hours("新疆")
    assert (hours.work_hours, hours.morning_hours, hours.evening_hours) == (2.0, 1.0, 0.5)


@pytest.mark.parametrize("region", ["西藏自治区", "青海省", "甘肃省兰州市", "云南省"])
def test_the_west_starts_half_an_hour_late(region):
    assert region_hours(region).not_before == time(9, 30)


@pytest.mark.parametrize("region", ["", "浙江省", "新疆路"[1:], "上海市新疆路"])
def test_everyone_else_lives_by_the_clock(region):
    assert region_hours(region) == BEIJING_HOURS
