"""Complaint causes of a review: found with the words that show them."""

from reviews.domain.causes.reader import VERSION, read_causes
from reviews.domain.causes.reading import CauseReading, FoundCause

__all__ = ["VERSION", "CauseReading", "FoundCause", "read_causes"]
