"""Values of reasons that are words of the desk, by the name of their parameter."""

from django.utils.functional import Promise as LazyText

from reviews.choices import (
    CHANNEL_CHOICES,
    CLOCK_CHOICES,
    LEVEL_CHOICES,
    OUTCOME_CHOICES,
    PLACE_CHOICES,
    UNIT_CHOICES,
)
from reviews.reasons.intake import FIELDS

WORDS: dict[tuple[str, str], LazyText | str] = {
    (name, value): label
    for name, choices in {
        "place_type": PLACE_CHOICES,
        "second": PLACE_CHOICES,
        "outcome": OUTCOME_CHOICES,
        "level": LEVEL_CHOICES,
        "channel": CHANNEL_CHOICES,
        "clock": CLOCK_CHOICES,
        "unit": UNIT_CHOICES,
    }.items()
    for value, label in choices
} | {("field", name): label for name, label in FIELDS.items()}
