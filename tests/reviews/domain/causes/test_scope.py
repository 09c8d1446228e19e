import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.domain.causes.scope import (
    _DENIALS,
    _DENIED,
    _NOT_DENIED,
    Clauses,
    is_denied,
    share_that_counts,
)


@pytest.mark.parametrize(
    "before",
    [
        "没有",
        "没",
        "不",
        "毫无",
        "没有任何",
        "没发现有",
        "没有闻到",
        "不怎么",
        "不用担心",
        "并不会",
    ],
)
def test_a_denial_right_before_the_words_denies_them(before):
    text = f"{before}掉色"
    assert is_denied(text, start=len(before), floor=0)


@pytest.mark.parametrize(
    "before",
    ["", "衣服", "不得不说", "差不多", "是不是", "不仅", "从来没有这么", "动不动就", "不是一般的"],
)
def test_words_that_only_look_like_a_denial_deny_nothing(before):
    text = f"{before}掉色"
    assert not is_denied(text, start=len(before), floor=0)


def test_a_denial_before_the_floor_belongs_to_other_words():
    assert not is_denied("没有掉色", start=2, floor=2)


def test_commas_end_clauses_and_stops_end_sentences():
    clauses = Clauses.of("物流慢，但是好吃。包装破了")
    assert clauses.clause(0, 2) == (0, 3)
    assert clauses.clause(6, 7) == (4, 8)
    assert clauses.joined(2, 6, crosses_commas=True)
    assert not clauses.joined(2, 6, crosses_commas=False)
    assert not clauses.joined(2, 10, crosses_commas=True)


def test_a_point_inside_a_number_ends_nothing():
    assert Clauses.of("才8.6斤").soft == []


@pytest.mark.parametrize(
    ("text", "words", "share"),
    [
        ("用了就掉色", "掉色", 1.0),
        ("如果掉色怎么办", "掉色", 0.3),
        ("担心掉色", "掉色", 0.3),
        ("不知道会不会掉色", "掉色", 0.4),
        ("洗了会掉色吗？", "掉色", 0.4),
        ("难道掉色会是正常的吗？", "掉色", 1.0),
        ("掉色正常吗？", "掉色", 1.0),
    ],
)
def test_what_is_supposed_or_asked_counts_less(text, words, share):
    start = text.index(words)
    clauses = Clauses.of(text)
    assert share_that_counts(clauses, start=start, end=start + len(words)) == share


_SPEAKING = "不没无未毫并别勿零拒杜非有绝是什么一点得仅很异味坏，。好"


@given(st.text(alphabet=_SPEAKING, max_size=8))
def test_a_place_without_a_denying_character_is_never_denied(before):
    """The quick look for a character answers as the two patterns alone do."""
    wholly = bool(_DENIED.search(before)) and not _NOT_DENIED.search(before)
    assert is_denied(before + "坏", start=len(before), floor=0) == wholly
    if _DENIALS.isdisjoint(before):
        assert not wholly
