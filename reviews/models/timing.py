"""Days a shop declares, predictions made before calls, and how they came true."""

import datetime as dt

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from reviews.choices import CALENDAR_CHOICES
from reviews.models.callbacks import Attempt
from reviews.models.shops import Shop
from reviews.models.work import Work

FIRST_DAY, LAST_DAY = dt.date(2000, 1, 1), dt.date(2099, 12, 31)


class CalendarSpan(models.Model):
    """Days that a shop declares: worked, off, school holidays, a promotion."""

    shop = models.ForeignKey(
        Shop, on_delete=models.CASCADE, related_name="calendar_spans", db_index=False
    )
    kind = models.CharField(max_length=9, choices=CALENDAR_CHOICES)
    starts_on = models.DateField()
    ends_on = models.DateField()
    name = models.CharField(max_length=40, blank=True)
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="a_calendar_span_ends_on_or_after_its_start",
            ),
            models.CheckConstraint(
                condition=Q(starts_on__gte=FIRST_DAY, ends_on__lte=LAST_DAY),
                name="a_calendar_span_lies_in_this_century",
            ),
            models.UniqueConstraint(
                fields=["shop", "kind", "starts_on"],
                name="a_shop_declares_a_day_once_a_kind",
            ),
        ]


class Forecast(models.Model):
    """What the desk predicted of a telephone call before it was made; never changed afterwards.

    ``reach`` is what it went by, ``full`` what all its sources together say, ``without`` what they
    say without each one. ``draw`` holds the half hours among which chance chose, where it did.
    """

    attempt = models.OneToOneField(Attempt, on_delete=models.CASCADE, related_name="forecast")
    shop = models.ForeignKey(
        Shop, on_delete=models.CASCADE, related_name="forecasts", db_index=False
    )
    at = models.DateTimeField()
    half_hour = models.PositiveSmallIntegerField()
    is_off = models.BooleanField()
    dials = models.PositiveSmallIntegerField()
    dial_slope = models.FloatField()
    level = models.FloatField(default=0)  # the shop's, in force then
    reach = models.FloatField()
    full = models.FloatField()
    without = models.JSONField(default=dict)  # source -> chance
    willing = models.FloatField()
    busy = models.FloatField()
    draw = models.JSONField(default=list, blank=True)  # [{"starts_at", "reach", "probability"}]
    propensity = models.FloatField(default=1)
    version = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reach__gte=0, reach__lte=1, full__gte=0, full__lte=1)
                & Q(willing__gte=0, willing__lte=1, propensity__gt=0, propensity__lte=1),
                name="a_forecast_is_made_of_probabilities",
            ),
        ]
        indexes = [models.Index(fields=["shop", "-at"], name="forecast_newest_first")]


class TimingReport(Work):
    """How a shop's predictions came true, worked out once a night from its own log of calls."""

    shop = models.ForeignKey(
        Shop, on_delete=models.CASCADE, related_name="timing_reports", db_index=False
    )
    for_day = models.DateField()
    calls = models.PositiveIntegerField(default=0)
    figures = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "for_day"],
                name="a_shops_timing_is_measured_once_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(finished_at__isnull=False),
                name="a_measured_timing_knows_when",
            ),
        ]
        indexes = [
            # The sweep that wakes workers.
            models.Index(
                fields=["due_at"],
                condition=Q(state__in=["queued", "running"]),
                name="timing_work_to_do",
            ),
        ]
