"""Learns a shop's causes from its confirmed reviews: one linear model a cause, calibrated."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from reviews.domain.causes.features import Features, features_of
from reviews.domain.causes.learned import (
    COMPLAINING,
    GRAMS,
    KNOWN,
    Calibration,
    Floats,
    LearnedModel,
    vector,
)

#: A feature seen in fewer texts says nothing.
_LEAST_TEXTS = 2
#: A cause with fewer examples can't be learned.
LEAST_EXAMPLES = 2
_STRENGTH = 3.0
_INNER_FOLDS = 4
_THRESHOLDS = np.linspace(0.05, 0.8, 76)
_BINS = 10

Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class LabelledText:
    """A review's text and its confirmed causes; none is an answer too."""

    text: str
    labels: frozenset[str]


@dataclass(frozen=True, slots=True)
class Figures:
    """How well predictions fit labels: shares 0 to 1, and F1 a label."""

    micro_f1: float
    precision: float
    recall: float
    calibration_error: float
    f1: Mapping[str, float]
    examples: int


class TooFewExamples(ValueError):
    """There is nothing to learn from: too few texts, or no label often enough."""


def learn(examples: Sequence[LabelledText], *, seed: int) -> LearnedModel:
    """A model of the examples; threshold and calibration come from held-out folds.

    The same examples and seed give the same model. Raises TooFewExamples where fewer than
    `LEAST_EXAMPLES` texts bear any label.
    """
    features = [features_of(example.text) for example in examples]
    return _learn(features, [example.labels for example in examples], seed=seed)


def _learn(
    features: Sequence[Features],
    labels: Sequence[frozenset[str]],
    *,
    seed: int,
) -> LearnedModel:
    codes = _learnable(labels)
    if len(features) < 2 * _INNER_FOLDS or not codes:
        raise TooFewExamples(f"{len(features)} examples")
    truth = truth_of(labels, codes)
    held_out = np.zeros(truth.shape, dtype=np.float32)
    for kept, left_out in split(len(features), _INNER_FOLDS, seed):
        part = _fit([features[i] for i in kept], truth[kept], codes, seed)
        held_out[left_out] = [part.scores(features[i])[0] for i in left_out]
    calibration = _calibrated(held_out, truth, seed)
    likely = calibration.probabilities(held_out)
    whole = _fit(features, truth, codes, seed)
    return LearnedModel(
        labels=codes,
        vocabulary=whole.vocabulary,
        idf=whole.idf,
        weights=whole.weights,
        bias=whole.bias,
        calibration=calibration,
        threshold=_threshold(likely, truth),
    )


def _threshold(likely: Floats, truth: Bools) -> float:
    """The probability with the best F1; of equals the one nearest to a half."""
    reached = [(f1_of(likely >= at, truth), -abs(at - 0.5), at) for at in _THRESHOLDS]
    return float(max(reached)[2])


def _learnable(labels: Sequence[frozenset[str]]) -> tuple[str, ...]:
    counts = Counter(code for of_text in labels for code in of_text)
    return tuple(sorted(code for code, count in counts.items() if count >= LEAST_EXAMPLES))


def truth_of(labels: Sequence[frozenset[str]], codes: tuple[str, ...]) -> Bools:
    """Texts x codes: which label which text bears."""
    return np.array([[code in of_text for code in codes] for of_text in labels], dtype=np.bool_)


def split(count: int, parts: int, seed: int) -> Iterator[tuple[list[int], list[int]]]:
    """Kept and left-out indices, each index left out once."""
    order = np.random.default_rng(seed).permutation(count)
    for part in range(parts):
        left_out = order[part::parts]
        kept = np.setdiff1d(order, left_out)
        yield kept.tolist(), left_out.tolist()


def _fit(
    features: Sequence[Features],
    truth: Bools,
    codes: tuple[str, ...],
    seed: int,
) -> LearnedModel:
    vocabulary, idf = _vocabulary(features)
    rows = _matrix(features, vocabulary, idf)
    weights = np.zeros((len(vocabulary), len(codes)), dtype=np.float32)
    bias = np.full(len(codes), -10.0, dtype=np.float32)
    for at in range(len(codes)):
        wanted = truth[:, at]
        if 0 < wanted.sum() < len(wanted):
            fitted = LogisticRegression(C=_STRENGTH, solver="liblinear", random_state=seed)
            fitted.fit(rows, wanted)
            weights[:, at], bias[at] = fitted.coef_[0], fitted.intercept_[0]
    return LearnedModel(codes, vocabulary, idf, weights, bias, Calibration(), 0.5)


def _vocabulary(features: Sequence[Features]) -> tuple[dict[str, int], Floats]:
    texts: Counter[str] = Counter()
    for of_text in features:
        texts.update(GRAMS + name for name in of_text.grams)
        texts.update(COMPLAINING + name for name in of_text.complaining)
        texts.update(KNOWN + name for name in of_text.known)
    kept = sorted(name for name, count in texts.items() if count >= _LEAST_TEXTS)
    seen = np.array([texts[name] for name in kept], dtype=np.float32)
    idf = np.log((1 + len(features)) / (1 + seen)) + 1
    return {name: row for row, name in enumerate(kept)}, idf.astype(np.float32)


def _matrix(features: Sequence[Features], vocabulary: dict[str, int], idf: Floats) -> csr_matrix:
    starts, rows, amounts = [0], [], []
    for of_text in features:
        values = vector(of_text, vocabulary, idf)
        rows += [vocabulary[name] for name in values]
        amounts += list(values.values())
        starts.append(len(rows))
    return csr_matrix((amounts, rows, starts), shape=(len(features), len(vocabulary)))


def _calibrated(scores: Floats, truth: Bools, seed: int) -> Calibration:
    """One slope and offset for all labels: rare ones have too few examples for their own."""
    if truth.all():
        return Calibration()
    fitted = LogisticRegression(solver="liblinear", intercept_scaling=10.0, random_state=seed)
    fitted.fit(scores.reshape(-1, 1), truth.reshape(-1))
    return Calibration(float(fitted.coef_[0, 0]), float(fitted.intercept_[0]))


def f1_of(chosen: Bools, truth: Bools) -> float:
    """Micro-averaged F1; 0 where nothing is chosen or true."""
    total = int(chosen.sum() + truth.sum())
    return 2 * int((chosen & truth).sum()) / total if total else 0.0


def measure(model: LearnedModel, examples: Sequence[LabelledText]) -> Figures:
    """Figures of a model on examples it has not seen; labels it does not know count as missed."""
    features = [features_of(example.text) for example in examples]
    labels = [example.labels for example in examples]
    codes = tuple(sorted({*model.labels, *(code for found in labels for code in found)}))
    likely = np.zeros((len(examples), len(codes)), dtype=np.float32)
    columns = [codes.index(code) for code in model.labels]
    for row, of_text in enumerate(features):
        likely[row, columns] = model.calibration.probabilities(model.scores(of_text)[0])
    return figures(likely, likely >= model.threshold, truth_of(labels, codes), codes)


def cross_validate(examples: Sequence[LabelledText], *, seed: int, folds: int = 5) -> Figures:
    """Figures over all examples, each judged by a model that has not seen it."""
    features = [features_of(example.text) for example in examples]
    labels = [example.labels for example in examples]
    codes = tuple(sorted({code for found in labels for code in found}))
    likely = np.zeros((len(examples), len(codes)), dtype=np.float32)
    chosen = np.zeros(likely.shape, dtype=np.bool_)
    for kept, left_out in split(len(examples), folds, seed):
        model = _learn([features[i] for i in kept], [labels[i] for i in kept], seed=seed)
        columns = [codes.index(code) for code in model.labels]
        for row in left_out:
            scores = model.scores(features[row])[0]
            likely[row, columns] = model.calibration.probabilities(scores)
        chosen[left_out] = likely[left_out] >= model.threshold
    return figures(likely, chosen, truth_of(labels, codes), codes)


def figures(likely: Floats, chosen: Bools, truth: Bools, codes: tuple[str, ...]) -> Figures:
    """Figures from probabilities, choices and truth, each texts x codes."""
    right = int((chosen & truth).sum())
    return Figures(
        micro_f1=f1_of(chosen, truth),
        precision=right / max(int(chosen.sum()), 1),
        recall=right / max(int(truth.sum()), 1),
        calibration_error=calibration_error(likely.reshape(-1), truth.reshape(-1)),
        f1={code: f1_of(chosen[:, at], truth[:, at]) for at, code in enumerate(codes)},
        examples=len(truth),
    )


def calibration_error(likely: Floats, true: Bools) -> float:
    """Expected calibration error over ten equal bins of probability."""
    bins = np.minimum((likely * _BINS).astype(int), _BINS - 1)
    gaps = 0.0
    for at in range(_BINS):
        inside = bins == at
        if inside.any():
            gaps += abs(float(likely[inside].mean()) - float(true[inside].mean())) * inside.sum()
    return float(gaps / max(len(likely), 1))
