import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.domain.causes.folding import READ_AT_MOST, _tables, fold


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("質量很壞，貨發錯了", "质量很坏，货发错了"),
        ("ＡＢＣ１２３", "ABC123"),
        ("发或太慢", "发货太慢"),
        ("苹果晓得可怜", "苹果小得可怜"),
        ("坏\x00了\ufeff", "坏 了 "),
        ("正常的话", "正常的话"),
    ],
)
def test_typing_is_folded_to_the_lexicons_spelling(typed, read):
    assert fold(typed) == read


def test_what_lies_beyond_the_limit_is_not_read():
    assert len(fold("好" * 10_001)) == READ_AT_MOST


def test_every_slip_keeps_its_length():
    _characters, slips, _any_slip = _tables()
    assert [pair for pair in slips if len(pair[0]) != len(pair[1])] == []


def test_no_slip_folds_a_right_spelling_of_another():
    _characters, slips, _any_slip = _tables()
    right = {pair[1] for pair in slips}
    assert [wrong for wrong, _ in slips if wrong in right] == []


def _one_by_one(text):
    """Every slip asked for by itself, as `fold` did before one automaton asked for all."""
    characters, slips, _any_slip = _tables()
    folded = text[:READ_AT_MOST].translate(characters)
    for wrong, right in slips:
        folded = folded.replace(wrong, right)
    return folded


@given(
    st.lists(
        st.sampled_from([part for pair in _tables()[1] for part in (*pair, pair[0][:1])]),
        max_size=8,
    )
)
def test_slips_are_all_found_by_one_look(parts):
    assert fold("".join(parts)) == _one_by_one("".join(parts))


@given(st.text(max_size=200))
def test_offsets_stay_those_of_the_text(text):
    assert len(fold(text)) == len(text)
