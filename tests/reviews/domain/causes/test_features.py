from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from reviews.domain.causes.features import LONGEST_GRAM, features_of


def test_grams_are_counted_up_to_three_characters():
    assert features_of("好好好").grams == {"好": 3, "好好": 2, "好好好": 1}


@given(st.text(alphabet="好坏不a1，🍎", max_size=12))
def test_grams_are_all_pieces_cut_out_one_by_one_the_shortest_first(text):
    pieces = [
        text[start : start + length]
        for length in range(1, LONGEST_GRAM + 1)
        for start in range(len(text) - length + 1)
    ]
    assert list(features_of(text).grams.items()) == list(Counter(pieces).items())


def test_complaining_clauses_are_told_from_the_rest():
    complaining = features_of("香味高雅，就是泡沫少").complaining
    assert "★" in complaining
    assert complaining["泡沫少"] == 1
    assert "高雅" not in complaining


def test_known_words_and_causes_are_features():
    known = features_of("包装太差").known
    assert known["@包装太差"] == 0.5
    assert known["#packaging"] >= 0.85


def test_folded_spellings_have_the_same_features():
    assert features_of("質量太差") == features_of("质量太差")
