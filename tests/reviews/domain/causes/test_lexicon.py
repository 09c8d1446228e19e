import pytest

from reviews.domain.causes.data import lexicon_file
from reviews.domain.causes.lexicon import READ_CODES, lexicon


def test_the_lexicon_is_compiled_once():
    assert lexicon() is lexicon()


@pytest.mark.parametrize("code", READ_CODES)
def test_every_cause_has_a_file_that_finds_it(code):
    stored = lexicon_file(f"{code}.toml")
    assert set(stored) <= {"words", "weak", "patterns"}
    assert stored["words"].split()


@pytest.mark.parametrize("code", READ_CODES)
def test_no_word_stands_in_two_lists_of_a_cause(code):
    stored = lexicon_file(f"{code}.toml")
    assert set(stored["words"].split()) & set(stored.get("weak", "").split()) == set()


def test_every_rule_weighs_between_nothing_and_certain():
    assert {rule.cause for rule in lexicon().rules if not 0 <= rule.weight < 1} == set()


def test_a_rule_asks_for_the_words_of_all_its_places():
    for rule in lexicon().rules:
        for step in rule.steps:
            assert rule.required >> step.group & 1
