"""The built-in reader and what a shop has taught, as one reader."""

from dataclasses import dataclass

from reviews.domain.causes.facts import NO_FACTS, ReviewFacts
from reviews.domain.causes.folding import fold
from reviews.domain.causes.learned import LearnedModel, Prediction
from reviews.domain.causes.lexicon import lexicon
from reviews.domain.causes.matching import Matcher
from reviews.domain.causes.reader import VERSION, read_matched
from reviews.domain.causes.reading import CauseReading, FoundCause
from reviews.domain.causes.tree import NONE_STATED

_MOST_CAUSES = 3
_NOTHING = FoundCause(NONE_STATED, 0.5, ())


@dataclass(frozen=True, slots=True)
class BlendedReader:
    """Reads with a shop's model; its version names both."""

    model: LearnedModel
    number: int = 0

    @property
    def version(self) -> str:
        """The built-in reader's version and the model's number."""
        return f"{VERSION}+{self.number}"

    def read(self, text: str, facts: ReviewFacts = NO_FACTS) -> CauseReading:
        """The model's labels; built-in causes beside them where the model never learned those.

        The built-in reading already speaks in the model's features, so a label the model knows
        is the model's to give or to withhold.
        """
        matcher = Matcher(fold(text), lexicon())
        built_in = read_matched(matcher, stars=facts.stars)
        learned = self.model.predict_matched(matcher, facts)
        found = [_found(prediction, built_in) for prediction in learned]
        shown = built_in.shown(matcher.text)
        is_beside = bool(found)
        found += [
            cause
            for cause in built_in.causes
            if cause.code not in self.model.labels
            and not self.model.withholds(cause.code, shown[cause.code], is_beside=is_beside)
        ]
        stated = [cause for cause in found if cause.code != NONE_STATED]
        causes = tuple(stated or found or [_NOTHING])[:_MOST_CAUSES]
        return CauseReading(
            causes=causes,
            main=causes[0].code,
            version=self.version,
            abuse=built_in.abuse,
        )


def _found(prediction: Prediction, built_in: CauseReading) -> FoundCause:
    """The model's label with the reader's words where it found the same cause."""
    for cause in built_in.causes:
        if cause.code == prediction.label and cause.evidence:
            return FoundCause(cause.code, prediction.probability, cause.evidence)
    return FoundCause(prediction.label, prediction.probability, prediction.evidence)
