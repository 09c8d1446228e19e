"""Variables of scripts."""

from reviews.domain.scripts import filled, unknown_variables


def test_variables_are_filled_in_once() -> None:
    names = {"{客服}": "小{店铺}", "{店铺}": "养生壶"}
    assert filled("我是{店铺}的{客服}，{什么}", names) == "我是养生壶的小{店铺}，{什么}"


def test_unknown_variables_are_named() -> None:
    assert unknown_variables("{客服}您好{电话}，{}") == ("{电话}", "{}")
