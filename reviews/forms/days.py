"""Days, moments and hours that people type: alike in every browser, within the years a desk knows.

A native field shows a day as the browser's own language would write it, 11/08/2026 or 08/11/2026,
whatever the page speaks. So they are text fields in one notation; ``data-pick`` makes the page's
script add a calendar beside them, where the browser has one.
"""

import datetime as dt
from collections.abc import Mapping

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

#: The day after the last one, and its midnight in UTC, must still be a date.
SENSIBLE_DAYS = (
    MinValueValidator(dt.date(2000, 1, 1)),
    MaxValueValidator(dt.date(2099, 12, 31)),
)


class DayInput(forms.DateInput):
    """A day as 2026-11-08."""

    def __init__(self, attrs: Mapping[str, object] | None = None) -> None:
        super().__init__({"data-pick": "date", **(attrs or {})}, format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    """A moment as 2026-11-08 16:30."""

    def __init__(self, attrs: Mapping[str, object] | None = None) -> None:
        super().__init__({"data-pick": "datetime-local", **(attrs or {})}, format="%Y-%m-%d %H:%M")


class HourInput(forms.TimeInput):
    """An hour of the day as 16:30."""

    def __init__(self, attrs: Mapping[str, object] | None = None) -> None:
        super().__init__({"data-pick": "time", **(attrs or {})}, format="%H:%M")
