import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.metrics import average_precision_score

from reviews.domain.causes import ridge
from reviews.domain.causes.ridge import solved

TEXTS, FEATURES = 60, 25


@pytest.fixture
def rows():
    return csr_matrix(np.random.default_rng(4).random((TEXTS, FEATURES)), dtype=np.float32)


@pytest.fixture
def truth(rows):
    return np.asarray(rows.todense())[:, :2] > 0.6


@pytest.fixture
def leaning():
    return np.linspace(-1, 1, TEXTS).astype(np.float32)


def scores(found, rows, leaning):
    both = rows @ found.weights + found.bias
    return both[:, :2] + leaning[:, None] * both[:, 2:]


def test_left_out_scores_are_those_of_weights_learned_without_the_text(
    rows, truth, leaning, monkeypatch
):
    monkeypatch.setattr(ridge, "_RIDGES", (1.5,))
    kept = np.arange(TEXTS) != 7
    without = solved(rows[kept], leaning[kept], truth[kept])
    expected = scores(without, rows[7], leaning[[7]])
    assert solved(rows, leaning, truth).left_out[7] == pytest.approx(expected[0], abs=1e-3)


def test_the_square_is_the_same_in_one_piece_and_in_many(rows, truth, leaning, monkeypatch):
    whole = solved(rows, leaning, truth)
    monkeypatch.setattr(ridge, "_ROWS", 7)
    assert np.allclose(solved(rows, leaning, truth).weights, whole.weights, atol=1e-5)


def test_a_label_that_all_or_none_bear_is_never_given(rows, leaning):
    truth = np.tile([True, False], (TEXTS, 1))
    found = solved(rows, leaning, truth)
    assert (scores(found, rows, leaning) == -10).all()
    assert (found.left_out == -10).all()


def test_many_texts_leave_the_first_ridge_out(rows, truth, leaning, monkeypatch):
    monkeypatch.setattr(ridge, "_FEW", TEXTS - 1)
    many = solved(rows, leaning, truth)
    one_by_one = []
    for strength in ridge._RIDGES[1:]:
        monkeypatch.setattr(ridge, "_RIDGES", (0.5, strength))
        one_by_one.append(solved(rows, leaning, truth))
    ranked = [average_precision_score(truth.ravel(), one.left_out.ravel()) for one in one_by_one]
    assert np.array_equal(one_by_one[int(np.argmax(ranked))].weights, many.weights)


def test_where_few_texts_bear_a_label_each_of_them_counts_more(rows, leaning):
    few = np.arange(TEXTS)[:, None] < np.array([10, 5])
    every_second = np.arange(TEXTS)[:, None] % np.array([2, 3]) == 0
    assert ridge._weights(few).tolist() == [5.0] * 10 + [1.0] * 50
    assert ridge._weights(few[:, :1] & ~few[:, 1:]).max() == ridge._HEAVIEST
    assert set(ridge._weights(every_second).tolist()) == {1.0}
    assert set(ridge._weights(few & ~few).tolist()) == {1.0}
    found = solved(rows, leaning, few)
    assert found.left_out[:10].mean() > found.left_out[10:].mean()
