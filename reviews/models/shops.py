"""Shops, the people in them, their shifts and their contact settings."""

import datetime as dt

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from reviews.choices import CLOCK_CHOICES, PLATFORM_CHOICES, ROLE_CHOICES
from reviews.models.fields import new_public_id


class User(AbstractUser):
    """A person who signs in; what they may do is said by their memberships."""

    language = models.CharField(max_length=10, default="zh-hans")


class Shop(models.Model):
    """A store on one platform."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    platform = models.CharField(max_length=10, choices=PLATFORM_CHOICES)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    plan_lease_until = models.DateTimeField(null=True, blank=True)
    planned_at = models.DateTimeField(null=True, blank=True)
    history = HistoricalRecords(
        excluded_fields=["plan_lease_until", "planned_at"],
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(code=""), name="shop_has_a_code"),
        ]


class ShopSettings(models.Model):
    """What the owner sets for contact, money and data; only tighter than the desk's bounds."""

    shop = models.OneToOneField(Shop, on_delete=models.CASCADE, related_name="settings")
    call_from = models.TimeField(default=dt.time(9))
    call_until = models.TimeField(default=dt.time(21))
    quiet_from = models.TimeField(default=dt.time(13))
    quiet_until = models.TimeField(default=dt.time(14))
    quiet_on_holiday_first_day = models.BooleanField(default=True)
    dials_per_day = models.PositiveSmallIntegerField(default=2)
    dials_per_case = models.PositiveSmallIntegerField(default=5)
    hours_between_dials = models.PositiveSmallIntegerField(default=3)
    handling_minutes = models.PositiveSmallIntegerField(default=8)
    share_kept_free = models.PositiveSmallIntegerField(default=15)  # percent of the capacity
    explore_share = models.PositiveSmallIntegerField(default=5)  # percent of random slot choices
    may_mention_review = models.BooleanField(default=False)
    purge_after_days = models.PositiveSmallIntegerField(default=30)
    offer_limit_per_agent_day_fen = models.PositiveIntegerField(default=20_000)
    # Sources of evidence on when a buyer answers; a time the buyer named can't be switched off.
    uses_presence = models.BooleanField(default=True)
    uses_own_calls = models.BooleanField(default=True)
    uses_own_hours = models.BooleanField(default=True)
    uses_shop_rates = models.BooleanField(default=True)
    uses_place = models.BooleanField(default=True)
    usual_school_holidays = models.BooleanField(default=True)
    usual_promotions = models.BooleanField(default=True)
    promotion_share_kept_free = models.PositiveSmallIntegerField(default=40)  # percent
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(call_from__gte=dt.time(9), call_until__lte=dt.time(21)),
                name="calls_stay_within_nine_and_twenty_one",
            ),
            models.CheckConstraint(
                condition=Q(call_from__lt=F("call_until")),
                name="calling_hours_start_before_they_end",
            ),
            models.CheckConstraint(
                condition=Q(quiet_from__lte=F("quiet_until")),
                name="quiet_hours_start_before_they_end",
            ),
            models.CheckConstraint(
                condition=Q(
                    dials_per_day__lte=2, dials_per_case__lte=5, hours_between_dials__gte=3
                ),
                name="contact_limits_are_never_loosened",
            ),
            models.CheckConstraint(
                condition=Q(purge_after_days__lte=90),
                name="contact_data_are_purged_within_ninety_days",
            ),
            models.CheckConstraint(
                condition=Q(share_kept_free__lte=90, explore_share__lte=50),
                name="shares_are_sensible_percentages",
            ),
            models.CheckConstraint(
                condition=Q(promotion_share_kept_free__lte=90),
                name="promotion_days_keep_a_sensible_share_free",
            ),
            models.CheckConstraint(
                condition=Q(handling_minutes__gte=1, handling_minutes__lte=120),
                name="handling_time_is_one_to_120_minutes",
            ),
        ]


class Member(models.Model):
    """A person in a shop, with one role."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    user = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="memberships", db_index=False
    )
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="members")
    role = models.CharField(max_length=5, choices=ROLE_CHOICES)
    display_name = models.CharField(max_length=40)
    is_active = models.BooleanField(default=True)
    paused_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "shop"], name="a_person_joins_a_shop_once"),
            models.CheckConstraint(
                condition=Q(role__in=["agent", "lead", "owner", "ops"]),
                name="a_member_has_a_known_role",
            ),
        ]


class Shift(models.Model):
    """When a member can make calls."""

    member = models.ForeignKey(
        Member, on_delete=models.CASCADE, related_name="shifts", db_index=False
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="a_shift_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["member", "starts_at"],
                name="a_member_starts_one_shift_at_a_time",
            ),
        ]


class PlatformClock(models.Model):
    """A dated limit of a platform, in days; a newer row supersedes from its first day on."""

    platform = models.CharField(max_length=10, choices=PLATFORM_CHOICES)
    kind = models.CharField(max_length=15, choices=CLOCK_CHOICES)
    days = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    source = models.CharField(max_length=200)
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["platform", "kind", "valid_from"],
                name="a_platform_clock_changes_once_a_day",
            ),
        ]


class ShopClock(models.Model):
    """A shop's own limit, in days, from a day on; where it is looser the platform's holds."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="clocks", db_index=False)
    kind = models.CharField(max_length=15, choices=CLOCK_CHOICES)
    days = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    source = models.CharField(max_length=200)
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "kind", "valid_from"],
                name="a_shop_sets_a_clock_once_a_day",
            ),
            models.CheckConstraint(
                condition=Q(days__gte=1), name="a_clock_of_a_shop_runs_a_day_at_least"
            ),
        ]
