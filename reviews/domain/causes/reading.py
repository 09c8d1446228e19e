"""What the reader says about a text."""

from dataclasses import dataclass

from reviews.domain.reason import Reason


@dataclass(frozen=True, slots=True)
class FoundCause:
    """A cause, how sure (0 to 1), and the character offsets of the words that show it."""

    code: str
    confidence: float
    evidence: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class CauseReading:
    """The causes of a text, the main one first; never empty.

    ``abuse`` is a hint for a person and stands apart from the causes.
    """

    causes: tuple[FoundCause, ...]
    main: str
    version: str
    abuse: Reason | None = None

    def shown(self, text: str) -> dict[str, frozenset[str]]:
        """The words of the text that show each cause; a cause without words is shown by all."""
        return {
            cause.code: frozenset(text[start:end] for start, end in cause.evidence or [(0, None)])
            for cause in self.causes
        }
