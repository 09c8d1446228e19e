"""Keeping what was predicted of a call beside what came of it."""

import dataclasses

from reviews.models import Attempt, Forecast
from reviews.queries.forecasts import Foreseen


def keep_forecast(attempt: Attempt, foreseen: Foreseen) -> Forecast:
    """Store the prediction with its attempt, for good."""
    values = {field.name: getattr(foreseen, field.name) for field in dataclasses.fields(foreseen)}
    return Forecast.objects.create(attempt=attempt, shop_id=attempt.case.shop_id, **values)
