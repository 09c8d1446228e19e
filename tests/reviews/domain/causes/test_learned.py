import json
import zlib

import pytest

from reviews.domain.causes.learned import BadModel, Calibration, LearnedModel
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
    likely = Calibration(2.0, 0.0).probabilities(model.bias * 0)
    assert likely.tolist() == [0.5, 0.5, 0.5]
