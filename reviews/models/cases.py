"""Cases with their clocks, scripts for the talk, and what colleagues revealed or overrode."""

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from reviews.choices import (
    CASE_STATUS_CHOICES,
    CLOCK_CHOICES,
    CLOSE_REASON_CHOICES,
    HOLD_CHOICES,
    LEVEL_CHOICES,
    SCRIPT_KIND_CHOICES,
    STAGE_CHOICES,
)
from reviews.models.buyers import Buyer
from reviews.models.fields import new_public_id
from reviews.models.reviews import Review
from reviews.models.shops import Member, Shop


class Case(models.Model):
    """The recovery of one review; contacted, solved, remedied and changed are separate facts."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="cases", db_index=False)
    review = models.OneToOneField(Review, on_delete=models.CASCADE, related_name="case")
    buyer = models.ForeignKey(Buyer, on_delete=models.PROTECT, null=True, related_name="cases")
    level = models.CharField(max_length=7, choices=LEVEL_CHOICES)  # when the case opened
    status = models.CharField(max_length=7, choices=CASE_STATUS_CHOICES, default="open")
    hold = models.CharField(max_length=14, choices=HOLD_CHOICES, blank=True, default="")
    hold_until = models.DateTimeField(null=True, blank=True)
    close_reason = models.CharField(max_length=16, choices=CLOSE_REASON_CHOICES, blank=True)
    owner = models.ForeignKey(
        Member, on_delete=models.SET_NULL, null=True, related_name="cases", db_index=False
    )
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    # The four facts, each with its own time; nobody is paid or ranked by the last.
    contacted_at = models.DateTimeField(null=True, blank=True)
    solved_at = models.DateTimeField(null=True, blank=True)
    remedied_at = models.DateTimeField(null=True, blank=True)
    review_changed_at = models.DateTimeField(null=True, blank=True)
    snoozed_until = models.DateTimeField(null=True, blank=True)
    snooze_reason = models.CharField(max_length=120, blank=True)
    dials = models.PositiveSmallIntegerField(default=0)
    # Who works on it now; it returns by itself when the lease runs out.
    leased_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    lease_until = models.DateTimeField(null=True, blank=True)
    # The queue's index, written by the plan: yuan-like value of calling now, and over the best
    # later slot at its price.
    call_value = models.FloatField(default=0)
    advantage = models.FloatField(default=0)
    callable_from = models.DateTimeField(null=True, blank=True)  # null = not by the rules
    best_at = models.DateTimeField(null=True, blank=True)
    why = models.JSONField(default=list, blank=True)  # Reasons, in order of weight
    history = HistoricalRecords(
        excluded_fields=["call_value", "advantage", "callable_from", "best_at", "why"],
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status="closed", closed_at__isnull=False)
                | (~Q(status="closed") & Q(closed_at__isnull=True)),
                name="a_closed_case_knows_when_and_an_open_one_does_not",
            ),
            models.CheckConstraint(
                condition=~Q(status="closed") | ~Q(close_reason=""),
                name="a_closed_case_says_why",
            ),
            models.CheckConstraint(
                condition=Q(status="held") | Q(hold=""),
                name="only_a_held_case_names_a_hold",
            ),
            models.CheckConstraint(
                condition=Q(leased_by__isnull=True, lease_until__isnull=True)
                | Q(leased_by__isnull=False, lease_until__isnull=False),
                name="a_lease_has_a_holder_and_an_end",
            ),
        ]
        indexes = [
            # The queue and "next": open cases of a shop by what is lost by waiting. The last column
            # lets "next" pass over those that may not be called yet without reading them.
            models.Index(
                fields=["shop", "-advantage", "id", "callable_from"],
                condition=Q(status="open"),
                name="case_queue",
            ),
            # How many cases sleep, beside every page of the queue.
            models.Index(
                fields=["shop", "snoozed_until"],
                condition=Q(status="open", snoozed_until__isnull=False),
                name="case_snoozed",
            ),
            # The sweep that gives abandoned cases back.
            models.Index(
                fields=["lease_until"],
                condition=Q(lease_until__isnull=False),
                name="case_lease_runs_out",
            ),
            models.Index(fields=["shop", "status", "-opened_at"], name="case_by_status"),
            models.Index(fields=["owner", "status"], name="case_by_owner"),
            # All cases by date, and what came in since.
            models.Index(fields=["shop", "-opened_at", "-id"], name="case_by_date"),
        ]


class Clock(models.Model):
    """A deadline of a case, with the setting it came from."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="clocks", db_index=False)
    kind = models.CharField(max_length=15, choices=CLOCK_CHOICES)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "kind"], name="a_case_has_each_clock_once"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("starts_at")),
                name="a_clock_ends_after_it_starts",
            ),
        ]


class CaseDraft(models.Model):
    """What a member typed into a case and has not saved; kept when they walk away."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="drafts", db_index=False)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    text = models.TextField(blank=True)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "member"], name="one_draft_a_case_and_member"),
        ]


class Script(models.Model):
    """A sentence the desk suggests for a stage of the talk, for one cause or for all."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="scripts")
    stage = models.CharField(max_length=10, choices=STAGE_CHOICES)
    cause_code = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=7, choices=SCRIPT_KIND_CHOICES, default="talk")
    text = models.CharField(max_length=500)
    version = models.PositiveSmallIntegerField(default=1)
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.ForeignKey(
        Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    retired_at = models.DateTimeField(null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="a_script_says_something"),
        ]


class RevealLog(models.Model):
    """Someone saw a buyer's number in clear: who, which case, why, from where."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="reveals")
    member = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="reveals", db_index=False
    )
    field = models.CharField(max_length=20)
    reason = models.CharField(max_length=200)
    ip_address = models.GenericIPAddressField(null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="a_reveal_has_a_reason"),
        ]
        indexes = [models.Index(fields=["member", "-at"], name="reveals_of_a_member")]


class WordingOverride(models.Model):
    """The owner let a text pass that the wording check had blocked."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="wording_overrides")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="+")
    place = models.CharField(max_length=20)
    text = models.TextField()
    rules = models.JSONField()
    word = models.CharField(max_length=200)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(word=""), name="an_override_is_explained"),
        ]
