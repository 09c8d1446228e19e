import pytest

from reviews.domain.causes import read_causes
from reviews.domain.causes.abuse import Elsewhere, pattern_hint
from reviews.domain.reason import Reason


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("不退我五十就差评到底", "abuse.demand"),
        ("给我发50元红包马上删", "abuse.demand"),
        ("删差评200元", "abuse.demand"),
        ("想要我改评价就给钱", "abuse.demand"),
        ("加我微信聊", "abuse.contact_data"),
        ("有事打13812345678", "abuse.contact_data"),
        ("微信号: abc_12345", "abuse.contact_data"),
        ("这家不行，来我店买更便宜", "abuse.rival"),
    ],
)
def test_signs_of_pressure_are_a_hint(text, code):
    hint = read_causes(text).abuse
    assert hint is not None
    assert hint.code == code


@pytest.mark.parametrize(
    "text",
    ["订单号123456789012345678", "退货退款都不给，差评", "微信支付很方便", "加了微信号也没用", ""],
)
def test_plain_anger_is_no_hint(text):
    assert read_causes(text).abuse is None


def test_a_hint_is_never_a_cause():
    reading = read_causes("不退我五十就差评到底")
    assert "suspected_abuse" not in {cause.code for cause in reading.causes}


@pytest.mark.parametrize(
    ("reviews", "pressing", "code"),
    [
        (0, 0, None),
        (1, 0, None),
        (2, 0, "abuse.low_elsewhere"),
        (1, 1, "abuse.pressing_elsewhere"),
        (4, 2, "abuse.pressing_elsewhere"),
    ],
)
def test_low_reviews_in_other_shops_are_a_pattern_from_two_or_one_that_presses(
    reviews, pressing, code
):
    hint = pattern_hint(Elsewhere(reviews=reviews, shops=1, pressing=pressing, days=90))
    assert (hint.code if hint else None) == code
    if hint:
        told = {"reviews": reviews, "shops": 1, "pressing": pressing, "days": 90}
        assert hint == Reason(code, told)
