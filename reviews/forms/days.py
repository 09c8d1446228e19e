"""Days that people type: within the years a desk can know of."""

import datetime as dt

from django.core.validators import MaxValueValidator, MinValueValidator

#: The day after the last one, and its midnight in UTC, must still be a date.
SENSIBLE_DAYS = (
    MinValueValidator(dt.date(2000, 1, 1)),
    MaxValueValidator(dt.date(2099, 12, 31)),
)
