"""Learns a shop's causes from its confirmed reviews: one linear model a cause, calibrated.

The scores that texts get from weights they had no part in calibrate the model (`ridge.py`).
"""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_matrix

from reviews.domain.causes.facts import NO_FACTS, ReviewFacts
from reviews.domain.causes.features import Block, Features, matched_features
from reviews.domain.causes.figures import Bools, Figures, f1_of, figures
from reviews.domain.causes.folding import fold
from reviews.domain.causes.learned import Calibration, Leaning, LearnedModel, as_stored
from reviews.domain.causes.lexicon import READ_CODES, lexicon
from reviews.domain.causes.matching import Matcher
from reviews.domain.causes.reader import read_matched
from reviews.domain.causes.ridge import solved
from reviews.domain.causes.vectors import (
    COMPLAINING,
    FACTS,
    GRAMS,
    IN_CATEGORY,
    KNOWN,
    WORDS,
    Floats,
    Index,
    vector,
)

#: A feature seen in fewer texts says nothing.
_LEAST_TEXTS = 2
#: A cause with fewer examples can't be learned.
LEAST_EXAMPLES = 2
#: A cause the built-in reader knows stays with it until there are so many examples of it.
LEAST_OF_KNOWN = 8
#: ... unless people took it away from so many reviews.
_LEAST_TAKEN = 3
_LEAST_TEXTS_IN_ALL = 8
#: The latest so many texts are learned from: the inverse of more takes memory and minutes.
_MOST_TEXTS = 6000
#: In the place of a word: whatever words show the cause.
_ANY = ""
_THRESHOLDS = np.linspace(0.05, 0.8, 76)
_NEIGHBOURS = 2
#: From so few texts at most so many times the labels they bear are given.
_FEW_TEXTS, _MOST_GIVEN = 100, 1.2
_JUST_ABOVE = 1e-6


@dataclass(frozen=True, slots=True)
class LabelledText:
    """A review's text and its confirmed causes; none is an answer too."""

    text: str
    labels: frozenset[str]
    facts: ReviewFacts = NO_FACTS


class TooFewExamples(ValueError):
    """There is nothing to learn from: too few texts, or no label often enough."""


def learn(examples: Sequence[LabelledText], *, seed: int) -> LearnedModel:
    """A model of the examples; threshold and calibration come from held-out folds.

    The same examples and seed give the same model. Raises TooFewExamples where fewer than
    `LEAST_EXAMPLES` texts bear any label.
    """
    return _learn(_features(examples), [example.labels for example in examples], seed=seed)


def _features(examples: Sequence[LabelledText]) -> list[Features]:
    """The features of all texts; an n-gram of many texts is one string in memory."""
    known: dict[str, str] = {}
    found = []
    for example in examples:
        matcher = Matcher(fold(example.text), lexicon())
        features = matched_features(matcher, example.facts)
        shown = read_matched(matcher, stars=example.facts.stars).shown(matcher.text)
        grams = {known.setdefault(name, name): n for name, n in features.grams.items()}
        complaining = {known.setdefault(name, name): n for name, n in features.complaining.items()}
        found.append(replace(features, grams=grams, complaining=complaining, shown=shown))
    return found


def _learn(
    features: Sequence[Features],
    labels: Sequence[frozenset[str]],
    *,
    seed: int,
) -> LearnedModel:
    features, labels = features[-_MOST_TEXTS:], labels[-_MOST_TEXTS:]
    codes = _learnable(labels)
    if len(features) < _LEAST_TEXTS_IN_ALL or not codes:
        raise TooFewExamples(f"{len(features)} examples")
    truth = truth_of(labels, codes)
    vocabulary, idf = _vocabulary(features)
    polarities = np.array([of_text.polarity for of_text in features], dtype=np.float32)
    leaning = Leaning.of(polarities)
    away = _taken_away(features, labels, codes)
    rows = _matrix(features, vocabulary, idf)
    del features  # some hundred words a text: as large as the square that comes now
    found = solved(rows, leaning.of_texts(polarities), truth)
    calibration = _calibrated(found.left_out, truth, seed)
    likely = calibration.probabilities(found.left_out)
    return LearnedModel(
        labels=codes,
        vocabulary=vocabulary,
        idf=idf,
        weights=as_stored(found.weights),
        bias=found.bias,
        calibration=calibration,
        threshold=_threshold(likely, truth),
        withheld=away.withheld,
        doubted=away.doubted,
        taken=away.taken,
        leaning=leaning,
    )


@dataclass(frozen=True, slots=True)
class _TakenAway:
    """Causes with too few examples to learn that people take away from the reader.

    Those they never left are withheld altogether, those they left less often are doubted beside a
    learned label; by other words than those ``taken`` the reader still gives the rest.
    """

    withheld: tuple[str, ...]
    doubted: tuple[str, ...]
    taken: dict[str, frozenset[str]]


def _taken_away(
    features: Sequence[Features],
    labels: Sequence[frozenset[str]],
    codes: tuple[str, ...],
) -> _TakenAway:
    given: Counter[tuple[str, str]] = Counter()
    left: Counter[tuple[str, str]] = Counter()
    for of_text, said in zip(features, labels, strict=True):
        for code, words in of_text.shown.items():
            seen = [(code, word) for word in (_ANY, *words)]
            given.update(seen)
            left.update(seen if code in said else ())
    mostly = {at for at, count in given.items() if 2 * left[at] < count}
    often = [
        code
        for code in READ_CODES
        if code not in codes and given[code, _ANY] - left[code, _ANY] >= _LEAST_TAKEN
    ]
    kept = [code for code in often if left[code, _ANY]]
    taken = {code: {word for of, word in mostly if of == code} - {_ANY} for code in kept}
    return _TakenAway(
        withheld=tuple(code for code in often if code not in kept),
        doubted=tuple(code for code in kept if (code, _ANY) in mostly),
        taken={code: frozenset(words) for code, words in taken.items() if words},
    )


def _threshold(likely: Floats, truth: Bools) -> float:
    """The probability about which F1 is best; of equals the one nearest to a half.

    Each counts with its two neighbours on either side: a single peak is mostly luck.
    """
    reached = np.array([f1_of(likely >= at, truth) for at in _THRESHOLDS])
    about = np.pad(reached, _NEIGHBOURS, mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(about, 2 * _NEIGHBOURS + 1)
    means = windows.mean(axis=1).round(6)
    ranked = zip(means, -abs(_THRESHOLDS - 0.5), _THRESHOLDS, strict=True)
    best = float(max(ranked)[2])
    return best if len(likely) > _FEW_TEXTS else max(best, _not_too_eager(likely, truth))


def _not_too_eager(likely: Floats, truth: Bools) -> float:
    """Gives hardly more labels than the texts bear; of few texts, the best F1 may give them all."""
    most = int(_MOST_GIVEN * truth.sum())
    likeliest = np.sort(likely, axis=None)[::-1]
    return float(likeliest[most]) + _JUST_ABOVE if most < len(likeliest) else 0.0


def _learnable(labels: Sequence[frozenset[str]]) -> tuple[str, ...]:
    counts = Counter(code for of_text in labels for code in of_text)
    return tuple(sorted(code for code, count in counts.items() if count >= _least_of(code)))


def _least_of(code: str) -> int:
    return LEAST_OF_KNOWN if code in READ_CODES else LEAST_EXAMPLES


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


def _vocabulary(features: Sequence[Features]) -> tuple[dict[str, int], Floats]:
    """Names of features that two texts share, and how rare each is.

    What a word means in a product is counted after the words are: a million names that stand in
    one text alone would take more memory than the square of the texts.
    """
    texts = _common(_names(of_text) for of_text in features)
    inside = _common(
        [of_text.category + IN_CATEGORY + name for name in _words(of_text) if name in texts]
        for of_text in features
        if of_text.category
    )
    texts |= inside
    kept = sorted(texts)
    seen = np.array([texts[name] for name in kept], dtype=np.float32)
    idf = np.log((1 + len(features)) / (1 + seen)) + 1
    return {name: row for row, name in enumerate(kept)}, idf.astype(np.float32)


def _common(names: Iterable[Iterable[str]]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for of_text in names:
        counts.update(of_text)
    return {name: count for name, count in counts.items() if count >= _LEAST_TEXTS}


def _names(features: Features) -> Iterator[str]:
    yield from _words(features)
    yield from (FACTS + name for name in features.facts)


def _words(features: Features) -> Iterator[str]:
    for mark, block in _blocks(features):
        yield from (mark + name for name in block)


def _blocks(features: Features) -> tuple[tuple[str, Block], ...]:
    return (
        (GRAMS, features.grams),
        (COMPLAINING, features.complaining),
        (WORDS, features.known),
        (KNOWN, features.known),
    )


def _matrix(features: Sequence[Features], vocabulary: dict[str, int], idf: Floats) -> csr_matrix:
    starts = array("q", [0])
    rows, amounts = array("i"), array("f")
    index = Index.of(vocabulary, idf)
    for of_text in features:
        values = vector(of_text, index)
        rows.extend(values)
        amounts.extend(values.values())
        starts.append(len(rows))
    parts = (np.asarray(amounts), np.asarray(rows), np.asarray(starts))
    return csr_matrix(parts, shape=(len(features), len(vocabulary)))


def _calibrated(scores: Floats, truth: Bools, seed: int) -> Calibration:
    """One slope and offset for all labels: rare ones have too few examples for their own."""
    if truth.all():
        return Calibration()
    # Here and not above: a sixth of a web process, and only a lesson needs it.
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415  # see above

    fitted = LogisticRegression(solver="liblinear", intercept_scaling=10.0, random_state=seed)
    fitted.fit(scores.reshape(-1, 1), truth.reshape(-1))
    return Calibration(float(fitted.coef_[0, 0]), float(fitted.intercept_[0]))


def measure(model: LearnedModel, examples: Sequence[LabelledText]) -> Figures:
    """Figures of a model on examples it has not seen; labels it does not know count as missed."""
    features = _features(examples)
    labels = [example.labels for example in examples]
    codes = tuple(sorted({*model.labels, *(code for found in labels for code in found)}))
    likely = np.zeros((len(examples), len(codes)), dtype=np.float32)
    chosen = np.zeros(likely.shape, dtype=np.bool_)
    columns = [codes.index(code) for code in model.labels]
    for row, of_text in enumerate(features):
        scores, _, shares = model.scores(of_text)
        likely[row, columns], chosen[row, columns] = model.given(scores, shares)
    return figures(likely, chosen, truth_of(labels, codes), codes)


def cross_validate(examples: Sequence[LabelledText], *, seed: int, folds: int = 5) -> Figures:
    """Figures over all examples, each judged by a model that has not seen it."""
    features = _features(examples)
    labels = [example.labels for example in examples]
    codes = tuple(sorted({code for found in labels for code in found}))
    likely = np.zeros((len(examples), len(codes)), dtype=np.float32)
    chosen = np.zeros(likely.shape, dtype=np.bool_)
    for kept, left_out in split(len(examples), folds, seed):
        model = _learn([features[i] for i in kept], [labels[i] for i in kept], seed=seed)
        columns = [codes.index(code) for code in model.labels]
        for row in left_out:
            scores, _, shares = model.scores(features[row])
            likely[row, columns], chosen[row, columns] = model.given(scores, shares)
    return figures(likely, chosen, truth_of(labels, codes), codes)
