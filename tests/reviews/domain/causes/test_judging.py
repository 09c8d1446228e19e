from reviews.domain.causes import read_causes
from reviews.domain.causes.blend import BlendedReader
from reviews.domain.causes.judging import Comparison, compare
from reviews.domain.causes.learner import LabelledText, learn
from tests.reviews.domain.causes.corpus import made

TREE = {"colour", "knob", "buzzer", "none_stated"}


def built_in(text, facts):
    return read_causes(text, stars=facts.stars)


def judged(examples, *, fresh=frozenset(), in_use=built_in, codes=TREE):
    return compare(examples, fresh=fresh, in_use=in_use, built_in=built_in, codes=codes, seed=1)


def test_a_foreign_tree_is_read_better_once_taught():
    comparison = judged(made(80))
    assert comparison.before == 0
    assert comparison.after > 0.8
    assert comparison.is_better
    assert comparison.judged == 80
    assert set(comparison.per_cause) == {"colour", "knob", "buzzer"}


def test_with_enough_fresh_labels_the_reader_in_use_is_judged_on_those():
    examples = made(80)
    in_use = BlendedReader(learn(examples[:60], seed=1)).read
    comparison = judged(examples, fresh=frozenset(range(60, 80)), in_use=in_use)
    assert comparison.judged == 20
    assert comparison.before > 0.8


def test_with_few_fresh_labels_the_built_in_reader_stands_in():
    examples = made(80)
    in_use = BlendedReader(learn(examples, seed=1)).read
    assert judged(examples, fresh=frozenset({79}), in_use=in_use).before == 0


def test_a_tie_is_no_gain():
    assert not Comparison(before=0.5, after=0.5, judged=10, per_cause={}).is_better


def test_nothing_stated_counts_only_where_a_person_said_so():
    examples = [
        example if example.labels else LabelledText(example.text, frozenset({"none_stated"}))
        for example in made(80)
    ]
    assert judged(examples).per_cause["none_stated"][0] > 0.9
