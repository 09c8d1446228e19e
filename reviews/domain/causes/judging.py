"""Is what a shop has taught better than what is in use? Judged on labels neither has seen."""

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from reviews.domain.causes.blend import BlendedReader
from reviews.domain.causes.facts import ReviewFacts
from reviews.domain.causes.figures import Bools, f1_of
from reviews.domain.causes.learner import LabelledText, learn, split, truth_of
from reviews.domain.causes.reading import CauseReading
from reviews.domain.causes.tree import NONE_STATED

Read = Callable[[str, ReviewFacts], CauseReading]
Codes = frozenset[str]
_FOLDS = 5
#: Fewer labels made after the reader in use say too little about it.
_ENOUGH_FRESH = 20


@dataclass(frozen=True, slots=True)
class Comparison:
    """Micro-F1 of the reader in use and of the newly taught one, on the same ``judged`` texts.

    ``per_cause`` has the two F1 of every cause, before and after.
    """

    before: float
    after: float
    judged: int
    per_cause: dict[str, tuple[float, float]]

    @property
    def is_better(self) -> bool:
        """Only a real gain replaces what is in use."""
        return self.after > self.before


def compare(
    examples: Sequence[LabelledText],
    *,
    fresh: AbstractSet[int],
    in_use: Read,
    built_in: Read,
    codes: AbstractSet[str],
    seed: int,
) -> Comparison:
    """Judge by five folds, each read by a model that was not taught it.

    ``fresh`` are the indices of labels made after the reader in use was taught: where there are
    twenty, both are judged on those alone; else the built-in reader stands in for it, since the
    reader in use would be judged on what it has seen. Answers outside ``codes`` (the shop's tree)
    do not count. Raises TooFewExamples.
    """
    is_fresh = len(fresh) >= _ENOUGH_FRESH
    judged = sorted(fresh) if is_fresh else list(range(len(examples)))
    texts = [examples[at] for at in judged]
    rival = in_use if is_fresh else built_in
    taught = _held_out(examples, codes, seed)
    truth = [example.labels for example in texts]
    before = [
        _codes(rival(example.text, example.facts), codes, example.labels) for example in texts
    ]
    after = [taught[at] for at in judged]
    ordered = tuple(sorted({code for found in truth for code in found} | {*codes}))
    wanted, had, has = (truth_of(labels, ordered) for labels in (truth, before, after))
    return Comparison(
        before=f1_of(had, wanted),
        after=f1_of(has, wanted),
        judged=len(judged),
        per_cause=_per_cause(ordered, wanted, had, has),
    )


def _held_out(examples: Sequence[LabelledText], codes: AbstractSet[str], seed: int) -> list[Codes]:
    answers: list[Codes] = [frozenset()] * len(examples)
    for kept, left_out in split(len(examples), _FOLDS, seed):
        reader = BlendedReader(learn([examples[at] for at in kept], seed=seed))
        for at in left_out:
            one = examples[at]
            answers[at] = _codes(reader.read(one.text, one.facts), codes, one.labels)
    return answers


def _codes(reading: CauseReading, codes: AbstractSet[str], labels: Codes) -> Codes:
    """The reading's codes in the tree; "nothing stated" counts only where a person said so."""
    found = frozenset(cause.code for cause in reading.causes) & codes
    return found if NONE_STATED in labels else found - {NONE_STATED}


def _per_cause(
    codes: tuple[str, ...],
    wanted: Bools,
    had: Bools,
    has: Bools,
) -> dict[str, tuple[float, float]]:
    return {
        code: (f1_of(had[:, at], wanted[:, at]), f1_of(has[:, at], wanted[:, at]))
        for at, code in enumerate(codes)
        if wanted[:, at].any()
    }
