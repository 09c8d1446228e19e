import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviews.domain.causes.lexicon import lexicon
from reviews.domain.causes.matching import Hit, Matcher


def hits(text):
    return Matcher(text, lexicon()).hits


def words(text, cause):
    found = Matcher(text, lexicon())
    return [text[hit.start : hit.end] for hit in found.hits if hit.cause == cause]


def test_a_word_shows_its_cause_by_itself():
    assert hits("掉色") == [Hit("quality_defect", 0, 2, 0.85)]


def test_a_word_inside_a_masking_word_shows_nothing():
    assert words("包装差不多", "packaging") == []


def test_a_masking_word_hides_only_what_lies_inside_it():
    assert words("差不多，包装太差", "packaging") == ["包装太差", "包装太差"]


def test_a_denied_word_shows_nothing():
    assert hits("没有掉色") == []


def test_a_pattern_ends_where_its_clause_ends():
    assert words("物流公司，很慢很慢很慢", "slow_delivery") == []


def test_a_pattern_goes_on_past_a_denied_word():
    assert words("安装不贵但很慢很慢", "installation") == []
    assert words("安装不慢就是态度差", "installation") == []


def test_a_forbidden_word_in_the_clause_stops_the_pattern():
    assert words("客服质量差，快递也不错", "service_attitude") == []


def test_praise_after_neutral_words_weakens_them():
    weights = {hit.weight for hit in hits("高空费收得实惠") if hit.cause == "installation"}
    assert max(weights) < 0.5


def test_denied_praise_weakens_nothing():
    assert {hit.weight for hit in hits("掉色不满意")} == {0.85}


def test_praise_beside_blame_weakens_nothing():
    assert {hit.weight for hit in hits("掉色很差不过质量太差还好用") if hit.start == 0} == {0.85}


def test_a_veto_takes_away_the_hits_it_covers():
    assert words("过些天安装师傅会安装", "installation") == []


@pytest.mark.parametrize("text", ["", "，。！", "😀😀", "abc def"])
def test_a_text_without_known_words_has_no_hits(text):
    assert hits(text) == []


_SAID = st.lists(
    st.sampled_from([*lexicon().words[::40], "不", "没有", "，", "。", "但是", "很"]), max_size=8
)


@settings(max_examples=60, deadline=None)
@given(_SAID)
def test_groups_and_rules_are_found_as_by_asking_each_in_turn(parts):
    matcher = Matcher("".join(parts), lexicon())
    tokens, compiled = matcher.tokens, matcher.lexicon
    for group, numbers in enumerate(compiled.groups):
        places = [span for number in numbers for span in tokens._places.get(number, [])]
        assert tokens.spans(group) == sorted(places)
    present = tokens.present
    asked = [
        rule
        for at, rule in enumerate(compiled.rules)
        if at in tokens.begun
        and rule.required & present == rule.required
        and not rule.never & present
    ]
    assert list(matcher._possible_rules()) == asked
