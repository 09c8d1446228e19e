"""Planned contacts, contacts made, promises given, and the plans they came from."""

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from reviews.choices import (
    CALLBACK_STATUS_CHOICES,
    CHANNEL_CHOICES,
    OUTCOME_CHOICES,
    PROMISE_STATE_CHOICES,
)
from reviews.models.cases import Case
from reviews.models.fields import new_public_id
from reviews.models.shops import Member, Shop


class PlanRun(models.Model):
    """One planning of a shop: what it reached, its bound, and why cases were left out."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="plans", db_index=False)
    made_at = models.DateTimeField()
    version = models.CharField(max_length=20)
    cases = models.PositiveIntegerField()
    planned = models.PositiveIntegerField()
    value = models.FloatField()
    upper_bound = models.FloatField()
    blocked = models.JSONField(default=dict)  # reason code -> cases
    slots = models.JSONField(default=list)  # [{"starts_at", "capacity", "load", "price"}, ...]
    note = models.JSONField(default=dict, blank=True)  # a Reason, e.g. planned without shifts

    class Meta:
        indexes = [models.Index(fields=["shop", "-made_at"], name="plan_newest_first")]


class PlanRequest(models.Model):
    """Somebody asked that a shop be planned anew; gone once a plan has taken it in.

    A row of its own for each: a mark on the shop would make all who ask wait for one another, and
    for the import that holds the shop.
    """

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="plan_requests")
    asked_at = models.DateTimeField()


class Callback(models.Model):
    """A planned contact: window, owner, reason."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="callbacks")
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="callbacks")
    plan = models.ForeignKey(
        PlanRun, on_delete=models.SET_NULL, null=True, related_name="callbacks"
    )
    owner = models.ForeignKey(
        Member, on_delete=models.SET_NULL, null=True, related_name="callbacks"
    )
    status = models.CharField(max_length=9, choices=CALLBACK_STATUS_CHOICES, default="planned")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    is_promised = models.BooleanField(default=False)  # the buyer named this time
    reasons = models.JSONField(default=list)  # Reasons, in order of weight
    value = models.FloatField(default=0)
    reach = models.FloatField(default=0)
    propensity = models.FloatField(default=1)  # probability with which this slot was chosen
    draw = models.JSONField(default=list, blank=True)  # among which half hours chance chose
    version = models.CharField(max_length=20, blank=True)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="a_callback_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(status__in=["planned", "calling"]),
                name="a_case_has_one_open_callback",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["planned", "calling"], ended_at__isnull=True)
                | Q(status__in=["done", "missed", "cancelled"], ended_at__isnull=False),
                name="an_ended_callback_knows_when",
            ),
            models.CheckConstraint(
                condition=Q(propensity__gt=0, propensity__lte=1),
                name="a_propensity_is_a_probability",
            ),
        ]
        indexes = [
            # Due work and the day's plan.
            models.Index(
                fields=["shop", "starts_at"],
                condition=Q(status="planned"),
                name="callback_planned",
            ),
            # Times that buyers named, which "next" asks for first.
            models.Index(
                fields=["shop", "starts_at"],
                condition=Q(status="planned", is_promised=True),
                name="callback_promised",
            ),
            # The sweep that frees calls whose worker or person went away.
            models.Index(
                fields=["lease_until"],
                condition=Q(status="calling"),
                name="callback_calling",
            ),
        ]


class Attempt(models.Model):
    """A contact made: channel, outcome, note."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    case = models.ForeignKey(
        Case, on_delete=models.CASCADE, related_name="attempts", db_index=False
    )
    callback = models.ForeignKey(
        Callback, on_delete=models.SET_NULL, null=True, related_name="attempts"
    )
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="attempts")
    contact_index = models.CharField(max_length=32, blank=True)  # counts across shops of the desk
    channel = models.CharField(max_length=8, choices=CHANNEL_CHOICES, default="phone")
    outcome = models.CharField(max_length=15, choices=OUTCOME_CHOICES)
    at = models.DateTimeField()
    ring_seconds = models.PositiveSmallIntegerField(null=True, blank=True)
    note = models.TextField(blank=True)
    promised_at = models.DateTimeField(null=True, blank=True)
    broken_rules = models.JSONField(default=list, blank=True)  # Reasons; recorded as it was
    next_step = models.JSONField(default=dict, blank=True)  # a Reason
    before = models.JSONField(default=dict, blank=True)  # what undo restores
    idempotency_key = models.CharField(max_length=40, unique=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(outcome="promised_time") | Q(promised_at__isnull=False),
                name="an_asked_for_time_is_written_down",
            ),
        ]
        indexes = [
            models.Index(
                fields=["contact_index", "-at"],
                condition=~Q(contact_index="") & Q(undone_at__isnull=True),
                name="dials_of_a_contact",
            ),
            models.Index(fields=["case", "-at"], name="attempts_of_a_case"),
        ]


class Promise(models.Model):
    """What we said we would do, by when."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="promises")
    text = models.CharField(max_length=300)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=PROMISE_STATE_CHOICES, default="open")
    member = models.ForeignKey(
        Member, on_delete=models.SET_NULL, null=True, related_name="promises"
    )
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", ended_at__isnull=True)
                | (~Q(state="open") & Q(ended_at__isnull=False)),
                name="an_ended_promise_knows_when",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="open"), name="promise_due"),
        ]
