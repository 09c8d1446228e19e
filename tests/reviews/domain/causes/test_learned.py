import base64
import json
import zlib
from dataclasses import replace

import numpy as np
import pytest

from reviews.domain.causes.features import features_of
from reviews.domain.causes.learned import (
    _SHOWN,
    BadModel,
    Calibration,
    LearnedModel,
    Prediction,
    _joined,
    _place,
)
from reviews.domain.causes.learner import learn
from tests.reviews.domain.causes.corpus import made


@pytest.fixture(scope="module")
def model():
    return learn(made(120), seed=3)


def test_predictions_come_likeliest_first_with_their_words(model):
    text = "收到三天了，旋钮够不着"
    (found,) = model.predict(text)
    assert found.label == "knob"
    assert found.probability >= model.threshold
    assert any("旋" in text[start:end] or "够" in text[start:end] for start, end in found.evidence)


def test_a_text_of_unknown_words_has_no_label(model):
    assert model.predict("zzz") == ()


def _plainly(model, text):
    """Labels and evidence asked for one by one, as before the surest were counted."""
    scores, rows, shares = model.scores(features_of(text))
    likely = model.calibration.probabilities(scores)
    found = []
    for at in np.argsort(-likely, kind="stable"):
        if likely[at] < model.threshold:
            break
        if shares[:, at].sum() <= 0:
            continue
        order = np.argsort(-shares[:, at], kind="stable")
        speaking = [model.names[rows[row]] for row in order if shares[row, at] > 0]
        places = [place for name in speaking if (place := _place(text, name))]
        if places:
            evidence = _joined(places[:_SHOWN])
            found.append(Prediction(model.labels[at], round(float(likely[at]), 3), evidence))
    return tuple(found)


def test_predictions_are_those_of_asking_each_word_in_turn(model):
    texts = [example.text for example in made(80, seed=4)]
    said = [model.predict(text) for text in texts]
    assert said == [_plainly(model, text) for text in texts]
    assert any(said)


def test_words_that_speak_against_a_common_label_do_not_give_it(model):
    shares = np.array([[0.3, -0.2, 0.3], [0.1, 0.1, -0.2]], dtype=np.float32)
    scores = np.array([9.0, 9.0, -9.0], dtype=np.float32)
    likely, given = model.given(scores, shares)
    assert min(likely[:2]) > model.threshold
    assert given.tolist() == [True, False, False]


def test_an_empty_text_has_a_probability_of_every_label(model):
    assert set(model.probabilities("")) == {"colour", "knob", "buzzer"}


def test_a_stored_model_predicts_the_same(model):
    again = LearnedModel.from_bytes(model.to_bytes())
    for example in made(20, seed=9):
        assert again.predict(example.text) == model.predict(example.text)


def test_a_stored_model_is_json(model):
    stored = json.loads(zlib.decompress(model.to_bytes()))
    older = {**stored, "format": 1}
    del older["withheld"]
    assert LearnedModel.from_bytes(zlib.compress(json.dumps(older).encode())).withheld == ()
    assert stored["labels"] == ["buzzer", "colour", "knob"]


def test_a_model_of_the_format_before_does_not_ask_how_a_text_leans(model):
    stored = json.loads(zlib.decompress(model.to_bytes()))
    half = model.weights[:, :3].astype("<f4").tobytes()
    older = {
        **stored,
        "format": 2,
        "weights": base64.b64encode(half).decode(),
        "bias": base64.b64encode(model.bias[:3].astype("<f4").tobytes()).decode(),
    }
    del older["leaning"]
    again = LearnedModel.from_bytes(zlib.compress(json.dumps(older).encode()))
    assert [found.label for found in again.predict("旋钮够不着")] == ["knob"]
    assert not again.leaning.spread


def test_what_a_word_says_depends_on_how_the_text_leans(model):
    leaning = model.leaning
    assert leaning.of_text(leaning.middle) == 0
    assert leaning.of_text(1e6) == -leaning.of_text(-1e6) == 1.25
    told = [model.scores(replace(features_of("旋钮"), polarity=at))[0].tolist() for at in (-99, 99)]
    assert told[0] != told[1]


@pytest.mark.parametrize(
    "stored",
    [
        b"",
        b"rubbish",
        zlib.compress(b"\xff"),
        zlib.compress(b"{"),
        zlib.compress(b"{}"),
        zlib.compress(b"[]"),
        zlib.compress(b'{"format": 99}'),
    ],
)
def test_other_bytes_are_no_model(stored):
    with pytest.raises(BadModel):
        LearnedModel.from_bytes(stored)


def test_calibration_turns_scores_into_shares(model):
    likely = Calibration(2.0, 0.0).probabilities(model.bias[:3] * 0)
    assert likely.tolist() == [0.5, 0.5, 0.5]
