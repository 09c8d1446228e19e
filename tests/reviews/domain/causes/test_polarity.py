import pytest

from reviews.domain.causes.features import features_of
from reviews.domain.causes.polarity import polarity


@pytest.mark.parametrize(
    ("kind", "rude"),
    [
        ("非常好，很喜欢", "非常不好，很失望"),
        ("质量不错，还会再来", "质量很差，不会再来"),
        ("舒服", "不舒服"),
    ],
)
def test_praise_speaks_more_kindly_than_blame(kind, rude):
    assert features_of(kind).polarity > 0 > features_of(rude).polarity


def test_a_text_of_unknown_words_leans_to_neither_side():
    assert polarity([]) == polarity(["zzz"]) == 0


def test_saying_it_fifty_times_says_no_more_than_twice():
    assert features_of("不错不错").polarity == features_of("不错" * 50).polarity
