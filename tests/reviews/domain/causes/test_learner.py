import numpy as np
import pytest

from reviews.domain.causes.figures import Figures, calibration_error, f1_of
from reviews.domain.causes.learner import (
    LabelledText,
    TooFewExamples,
    _threshold,
    cross_validate,
    learn,
    measure,
    split,
)
from tests.reviews.domain.causes.corpus import made


@pytest.fixture(scope="module")
def model():
    return learn(made(120), seed=3)


def test_a_foreign_tree_is_learned_from_its_texts(model):
    figures = measure(model, made(60, seed=2))
    assert model.labels == ("buzzer", "colour", "knob")
    assert figures.micro_f1 > 0.9
    assert set(figures.f1) == {"colour", "knob", "buzzer"}
    assert figures.examples == 60


def test_the_same_examples_and_seed_give_the_same_model(model):
    assert learn(made(120), seed=3).to_bytes() == model.to_bytes()


def test_cross_validation_judges_every_text_unseen():
    figures = cross_validate(made(80), seed=3, folds=4)
    assert figures.micro_f1 > 0.8
    assert figures.examples == 80


def test_a_label_the_model_never_saw_counts_as_missed(model):
    figures = measure(model, [LabelledText("旋钮够不着", frozenset({"knob", "smell"}))])
    assert figures.f1["smell"] == 0
    assert figures.recall == 0.5


def test_a_label_seen_once_is_not_learned():
    examples = [*made(80), LabelledText("味道怪", frozenset({"smell"}))]
    assert learn(examples, seed=1).labels == ("buzzer", "colour", "knob")


@pytest.mark.parametrize(
    "examples",
    [
        [],
        made(7),
        [LabelledText("旋钮够不着", frozenset())] * 40,
        [LabelledText(f"第{at}个", frozenset({str(at)})) for at in range(40)],
    ],
)
def test_nothing_is_learned_from_too_little(examples):
    with pytest.raises(TooFewExamples):
        learn(examples, seed=1)


def test_a_label_on_every_text_of_a_fold_is_left_out_of_it():
    examples = [LabelledText(example.text, example.labels | {"all"}) for example in made(60)]
    assert "all" in learn(examples, seed=1).labels


def test_a_label_that_every_text_bears_has_no_words_to_tell_it_by():
    examples = [LabelledText(example.text, frozenset({"all"})) for example in made(40)]
    assert learn(examples, seed=1).predict(examples[0].text) == ()


def test_every_index_is_left_out_once():
    left_out = [at for _, part in split(11, 4, seed=1) for at in part]
    assert sorted(left_out) == list(range(11))
    for kept, part in split(11, 4, seed=1):
        assert sorted([*kept, *part]) == list(range(11))


@pytest.mark.parametrize(
    ("chosen", "true", "f1"),
    [([True, True], [True, False], 2 / 3), ([False], [False], 0.0), ([True], [True], 1.0)],
)
def test_f1_weighs_right_answers_against_all_given_and_wanted(chosen, true, f1):
    assert f1_of(np.array(chosen), np.array(true)) == pytest.approx(f1)


@pytest.mark.parametrize(
    ("likely", "true", "error"),
    [([0.75, 0.75], [True, False], 0.25), ([1.0, 0.0], [True, False], 0.0), ([], [], 0.0)],
)
def test_calibration_error_is_the_mean_gap_of_said_and_true(likely, true, error):
    said = np.array(likely, dtype=np.float32)
    assert calibration_error(said, np.array(true, dtype=np.bool_)) == pytest.approx(error)


def test_figures_are_plain_values():
    figures = Figures(0.5, 0.5, 0.5, 0.1, {"knob": 0.5}, 10)
    assert figures.f1["knob"] == 0.5


def test_a_threshold_that_is_good_alone_gives_way_to_one_among_good_ones():
    """One text of a hundred and sixty decides the peak at 0.7; about 0.3 all are as good."""
    likely = np.repeat(np.array([0.9, 0.705, 0.695, 0.5, 0.1]), [30, 10, 9, 5, 106])
    truth = np.repeat(np.array([True, True, False, True, False]), [30, 10, 9, 5, 106])
    sharp = max(np.linspace(0.05, 0.8, 76), key=lambda at: f1_of(likely >= at, truth))
    assert sharp == pytest.approx(0.7)
    assert _threshold(likely[:, None], truth[:, None]) < 0.65


def test_few_texts_do_not_give_everybody_the_common_label():
    """The best F1 of these would be to give it to all twenty."""
    likely = np.linspace(0.4, 0.6, 20)[:, None]
    truth = (np.arange(20) % 2 == 0)[:, None]
    assert f1_of(likely >= 0.05, truth) == max(
        f1_of(likely >= at, truth) for at in np.linspace(0.05, 0.8, 76)
    )
    assert (likely >= _threshold(likely, truth)).sum() == 12


def test_a_label_all_texts_bear_is_given_to_all():
    likely, truth = np.full((20, 1), 0.9), np.ones((20, 1), dtype=np.bool_)
    assert (likely >= _threshold(likely, truth)).all()
