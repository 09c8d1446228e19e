"""A model learned from labelled texts: small, linear, explained by its n-grams, stored as JSON."""

import base64
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
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

FORMAT = 2
#: Models of the format before have no facts and withhold nothing; they are read as they were.
_READABLE = (1, FORMAT)
#: At most so many n-grams are shown as the words behind a learned label.
_SHOWN = 3

Rows = NDArray[np.int64]


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
        steps = np.clip(self.slope * scores + self.offset, -30, 30)
        return np.asarray(1.0 / (1.0 + np.exp(-steps)), dtype=np.float32)


@dataclass(frozen=True)
class LearnedModel:
    """Weights of each feature for each label; ``threshold`` is the probability that counts."""

    labels: tuple[str, ...]
    vocabulary: Mapping[str, int]
    idf: Floats  # one a feature
    weights: Floats  # features x labels
    bias: Floats  # one a label
    calibration: Calibration
    threshold: float
    #: Causes of the built-in reader that people took away more often than not.
    withheld: tuple[str, ...] = ()

    def scores(self, features: Features) -> tuple[Floats, Rows, Floats]:
        """Scores a label, and the rows of the features with their values, to explain them by."""
        values = vector(features, self.index)
        rows = np.fromiter(values, dtype=np.int64, count=len(values))
        amounts = np.fromiter(values.values(), dtype=np.float32, count=len(values))
        # Not "@": its threads fight over small arrays on a busy machine.
        scores = np.einsum("i,ij->j", amounts, self.weights[rows]) + self.bias
        return np.asarray(scores, dtype=np.float32), rows, amounts

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
        scores, rows, amounts = self.scores(matched_features(matcher, facts))
        likely = self.calibration.probabilities(scores)
        found = []
        for at in np.argsort(-likely, kind="stable"):
            if likely[at] < self.threshold:
                break
            evidence = self._evidence(matcher.text, int(at), rows, amounts)
            # A text whose words say nothing for a label must not get it for being common.
            if evidence:
                found.append(Prediction(self.labels[at], round(float(likely[at]), 3), evidence))
        return tuple(found)

    def _evidence(
        self,
        text: str,
        label: int,
        rows: Rows,
        amounts: Floats,
    ) -> tuple[tuple[int, int], ...]:
        shares = amounts * self.weights[rows, label]
        names = self.names
        speaking = (names[rows[at]] for at in np.argsort(-shares, kind="stable") if shares[at] > 0)
        places = (_place(text, name) for name in speaking)
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
            "weights": _packed(self.weights),
            "bias": _packed(self.bias),
            "slope": self.calibration.slope,
            "offset": self.calibration.offset,
            "threshold": self.threshold,
            "withheld": self.withheld,
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
            names = raw["features"]
            return cls(
                labels=labels,
                vocabulary={name: row for row, name in enumerate(names)},
                idf=_unpacked(raw["idf"]),
                weights=_unpacked(raw["weights"]).reshape(len(names), len(labels)),
                bias=_unpacked(raw["bias"]),
                calibration=Calibration(float(raw["slope"]), float(raw["offset"])),
                threshold=float(raw["threshold"]),
                withheld=tuple(raw.get("withheld", ())),
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


def _packed(values: Floats) -> str:
    return base64.b64encode(values.astype("<f4").tobytes()).decode("ascii")


def _unpacked(packed: str) -> Floats:
    return np.frombuffer(base64.b64decode(packed), dtype="<f4").astype(np.float32)
