"""A text reads like a complaint where its blame outweighs its praise."""

import pytest

from reviews.domain.causes import read_causes
from reviews.domain.complaint import Tone, reads_like_complaint, tone_of


@pytest.mark.parametrize(
    ("text", "named", "blamed", "praised"),
    [
        ("", 0, 0, 0),
        ("还没用", 0, 0, 0),
        ("用了两次就漏水", 1, 0, 0),
        ("垃圾，再也不买", 0, 2, 0),
        ("不是很满意", 0, 1, 0),
        ("很好，物流很快", 0, 0, 2),
        ("后悔买了", 1, 1, 0),
        ("不后悔", 0, 0, 1),
        ("没有失望", 0, 0, 0),
        ("不会上当", 0, 0, 0),
    ],
)
def test_tone_counts_what_is_wrong_and_what_is_praised(
    text: str, named: int, blamed: int, praised: int
) -> None:
    assert tone_of(text, read_causes(text)) == Tone(named, blamed, praised)


@pytest.mark.parametrize(
    ("text", "is_complaint"),
    [
        ("用了两次就漏水，客服不理人", True),
        ("非常失望", True),
        ("漏水，但是客服态度很好，换货很快，很满意", False),
        ("颜色好看，快递直接送到家门口，很满意", False),
        ("物流很快，可是壶坏了，没用，太差", True),
        ("此用户没有填写评价", False),
        ("", False),
        ("一直在用", False),
    ],
)
def test_complaint_is_where_blame_outweighs_praise(text: str, is_complaint: bool) -> None:
    assert reads_like_complaint(text, read_causes(text)) is is_complaint


def test_praise_and_blame_of_the_same_weight_are_no_complaint() -> None:
    assert not Tone(named=0, blamed=1, praised=1).is_complaint
    assert Tone(named=1, blamed=1, praised=1).is_complaint
    assert not Tone(named=3, blamed=0, praised=2).is_complaint
