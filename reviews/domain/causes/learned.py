"""A model learned from labelled texts: small, linear, explained by its n-grams, stored as JSON."""

import base64
import json
import zlib
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Self

import numpy as np
from numpy.typing import NDArray

from reviews.domain.causes.facts import NO_FACTS, ReviewFacts
from reviews.domain.causes.features import Features, features_of, matched_features
from reviews.domain.causes.folding import fold
from reviews.domain.causes.lexicon import lexicon
from reviews.domain.causes.matching import Matcher
from reviews.domain.causes.vectors import IN_CATEGORY, Floats, Index, vector

FORMAT = 3
#: Models of the formats before are read as they were: the first have no facts and withhold
#: nothing, and the second do not ask how a text leans.
_READABLE = (1, 2, FORMAT)
#: At most so many n-grams are shown as the words behind a learned label.
_SHOWN = 3
#: How much of what a word says may depend on how the text leans; found by cross-validation.
_LEANS, _FARTHEST = 0.5, 2.5

#: How numbers are stored; three digits of a weight are enough.
_WHOLE, _HALF = "<f4", "<f2"

Rows = NDArray[np.int64]
Bools = NDArray[np.bool_]


class BadModel(ValueError):
    """Stored bytes are no model of this format."""


@dataclass(frozen=True, slots=True)
class Prediction:
    """A label, how likely it is, and the offsets of the n-grams that speak for it most."""

    label: str
    probability: float
    evidence: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Calibration:
    """Turns a score into a probability: ``1 / (1 + exp(-(slope * score + offset)))``."""

    slope: float = 1.0
    offset: float = 0.0

    def probabilities(self, scores: Floats) -> Floats:
        """Probabilities of an array of scores."""
        steps = np.minimum(np.maximum(self.slope * scores + self.offset, -30), 30)
        return np.asarray(1.0 / (1.0 + np.exp(-steps)), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Leaning:
    """How far a text leans to praise beside the shop's others, -1.25 to 1.25; 0 is the middle.

    ``spread`` is 0 in a model that does not ask.
    """

    middle: float = 0.0
    spread: float = 0.0

    @classmethod
    def of(cls, polarities: Floats) -> Self:
        """Middle and spread of the texts learned from."""
        return cls(float(polarities.mean()), float(polarities.std()) or 1.0)

    def of_texts(self, polarities: Floats) -> Floats:
        """The leaning of each of an array of polarities."""
        return np.array([self.of_text(one) for one in polarities.tolist()], dtype=np.float32)

    def of_text(self, polarity: float) -> float:
        """The leaning of one text."""
        steps = (polarity - self.middle) / self.spread
        return _LEANS * max(-_FARTHEST, min(steps, _FARTHEST))


@dataclass(frozen=True)
class LearnedModel:
    """Weights of each feature for each label; ``threshold`` is the probability that counts.

    Where ``leaning`` has a spread, a second column for each label follows all the first ones: how
    much more the feature says for each step the text leans to praise.
    """

    labels: tuple[str, ...]
    vocabulary: Mapping[str, int]
    idf: Floats  # one a feature
    weights: Floats  # features x labels, or x twice the labels
    bias: Floats  # one a column of the weights
    calibration: Calibration
    threshold: float
    #: Causes of the built-in reader that people always took away, ...
    withheld: tuple[str, ...] = ()
    #: ... more often than not, so that it is not given beside a learned label, ...
    doubted: tuple[str, ...] = ()
    #: ... and the words from which they took a cause away more often than not.
    taken: Mapping[str, frozenset[str]] = field(default_factory=dict)
    leaning: Leaning = Leaning()

    def scores(self, features: Features) -> tuple[Floats, Rows, Floats]:
        """Scores a label, and for each feature its row and what it says for each label."""
        values = vector(features, self.index)
        rows = np.fromiter(values, dtype=np.int64, count=len(values))
        amounts = np.fromiter(values.values(), dtype=np.float32, count=len(values))
        shares, bias = self.weights[rows], self.bias
        if self.leaning.spread:
            leans = self.leaning.of_text(features.polarity)
            count = len(self.labels)
            shares = shares[:, :count] + leans * shares[:, count:]
            bias = bias[:count] + leans * bias[count:]
        shares *= amounts[:, None]
        return np.asarray(shares.sum(axis=0) + bias, dtype=np.float32), rows, shares

    def given(self, scores: Floats, shares: Floats) -> tuple[Floats, Bools]:
        """How likely each label is, and which count.

        The words together must speak for a label: a text of strange words must not get one for
        being common.
        """
        likely = self.calibration.probabilities(scores)
        return likely, (likely >= self.threshold) & (shares.sum(axis=0) > 0)

    def withholds(self, code: str, words: AbstractSet[str], *, is_beside: bool) -> bool:
        """Whether a cause that the built-in reader shows by these words is not to be given.

        ``is_beside`` says that the text bears a learned label.
        """
        if code in self.withheld or (is_beside and code in self.doubted):
            return True
        return words <= self.taken.get(code, frozenset())

    def probabilities(self, text: str, facts: ReviewFacts = NO_FACTS) -> dict[str, float]:
        """The calibrated probability of every label."""
        scores, _, _ = self.scores(features_of(text, facts))
        likely = self.calibration.probabilities(scores)
        return dict(zip(self.labels, likely.tolist(), strict=True))

    def predict(self, text: str, facts: ReviewFacts = NO_FACTS) -> tuple[Prediction, ...]:
        """The labels that count, the likeliest first, with the words that speak for them."""
        return self.predict_matched(Matcher(fold(text), lexicon()), facts)

    def predict_matched(
        self, matcher: Matcher, facts: ReviewFacts = NO_FACTS
    ) -> tuple[Prediction, ...]:
        """The same for a text whose words are found already."""
        scores, rows, shares = self.scores(matched_features(matcher, facts))
        likely, given = self.given(scores, shares)
        found = []
        likeliest = np.argsort(-likely, kind="stable")
        for at in likeliest[given[likeliest]]:
            evidence = self._evidence(matcher.text, rows, shares[:, at])
            if evidence:
                found.append(Prediction(self.labels[at], round(float(likely[at]), 3), evidence))
        return tuple(found)

    def _evidence(
        self,
        text: str,
        rows: Rows,
        shares: Floats,
    ) -> tuple[tuple[int, int], ...]:
        names = self.names
        surest = np.argsort(-shares, kind="stable")[: np.count_nonzero(shares > 0)]
        places = (_place(text, names[row]) for row in rows[surest].tolist())
        return _joined(list(islice(filter(None, places), _SHOWN)))

    @cached_property
    def index(self) -> Index:
        """The vocabulary, ready for single texts."""
        return Index.of(self.vocabulary, self.idf)

    @cached_property
    def names(self) -> list[str]:
        """The vocabulary in the order of its rows."""
        return sorted(self.vocabulary, key=self.vocabulary.__getitem__)

    def to_bytes(self) -> bytes:
        """Compressed JSON: no code is ever run to read it back."""
        stored = {
            "format": FORMAT,
            "labels": self.labels,
            "features": self.names,
            "idf": _packed(self.idf),
            "weights": _packed(self.weights, _HALF),
            "bias": _packed(self.bias),
            "slope": self.calibration.slope,
            "offset": self.calibration.offset,
            "threshold": self.threshold,
            "withheld": self.withheld,
            "doubted": self.doubted,
            "taken": {code: sorted(words) for code, words in self.taken.items()},
            "leaning": (self.leaning.middle, self.leaning.spread),
        }
        return zlib.compress(json.dumps(stored, ensure_ascii=False).encode())

    @classmethod
    def from_bytes(cls, stored: bytes) -> Self:
        """Read what `to_bytes` wrote; raises BadModel for anything else."""
        try:
            raw = json.loads(zlib.decompress(stored))
            if raw["format"] not in _READABLE:
                raise BadModel(f"format {raw['format']} is none of {_READABLE}")
            labels = tuple(raw["labels"])
            weighed = _HALF if raw["format"] == FORMAT else _WHOLE
            names = raw["features"]
            return cls(
                labels=labels,
                vocabulary={name: row for row, name in enumerate(names)},
                idf=_unpacked(raw["idf"]),
                weights=_unpacked(raw["weights"], weighed).reshape(len(names), -1),
                bias=_unpacked(raw["bias"]),
                calibration=Calibration(float(raw["slope"]), float(raw["offset"])),
                threshold=float(raw["threshold"]),
                withheld=tuple(raw.get("withheld", ())),
                doubted=tuple(raw.get("doubted", ())),
                taken={code: frozenset(words) for code, words in raw.get("taken", {}).items()},
                leaning=Leaning(*map(float, raw.get("leaning", ()))),
            )
        except (zlib.error, json.JSONDecodeError, UnicodeDecodeError) as error:
            raise BadModel("not a stored model") from error
        except (KeyError, TypeError) as error:
            raise BadModel("a stored model with missing parts") from error


def _place(text: str, feature: str) -> tuple[int, int] | None:
    """Where a feature's words stand; single characters and marks say nothing to a person."""
    words = feature.rpartition(IN_CATEGORY)[2][1:].lstrip("@★|")
    start = text.find(words) if len(words) > 1 and "|" not in words else -1
    return (start, start + len(words)) if start >= 0 else None


def _joined(spans: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


def as_stored(weights: Floats) -> Floats:
    """Weights as a stored model has them, so that one fresh from a lesson says the same."""
    return weights.astype(_HALF).astype(np.float32)


def _packed(values: Floats, kind: str = _WHOLE) -> str:
    return base64.b64encode(values.astype(kind).tobytes()).decode("ascii")


def _unpacked(packed: str, kind: str = _WHOLE) -> Floats:
    return np.frombuffer(base64.b64decode(packed), dtype=kind).astype(np.float32)
