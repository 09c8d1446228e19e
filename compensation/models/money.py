"""What may be offered, what was promised, what was paid; every amount in fen.

No column here speaks of a change of the review: a remedy is independent of it.
"""

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from compensation.choices import (
    ACCOUNT_CHOICES,
    APPROVER_CHOICES,
    LEDGER_EVENT_CHOICES,
    OFFER_STATE_CHOICES,
    PAYOUT_STATE_CHOICES,
    REMEDY_CHOICES,
    VERSION_STATE_CHOICES,
)
from reviews.models import Buyer, Case, Member, Order, Promise, Shop
from reviews.models.fields import new_public_id

# Offers that still bind money or attention: one of a kind a case.
OPEN_OFFER_STATES = [
    "draft",
    "waiting_approval",
    "approved",
    "offered",
    "accepted",
    "payable",
    "paying",
]


class PolicyVersion(models.Model):
    """A version of a shop's policy; its rules are data, and once published never change."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    shop = models.ForeignKey(
        Shop, on_delete=models.CASCADE, related_name="policy_versions", db_index=False
    )
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=9, choices=VERSION_STATE_CHOICES, default="draft")
    rules = models.JSONField()
    effective_from = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "number"], name="policy_versions_are_numbered"),
            models.CheckConstraint(
                condition=Q(
                    state="published",
                    published_at__isnull=False,
                    effective_from__isnull=False,
                )
                | Q(state="draft", published_at__isnull=True),
                name="a_published_version_knows_when",
            ),
        ]


class Budget(models.Model):
    """A cap for a period; reserved at approval, spent at payment, never overdrawn."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="budgets")
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=13, choices=REMEDY_CHOICES, blank=True)  # "" = every kind
    cause = models.CharField(max_length=60, blank=True)  # a code of the shop's tree; "" = every one
    person = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, blank=True, related_name="budgets"
    )  # who proposes; null = everybody
    starts_on = models.DateField()
    ends_on = models.DateField()
    cap_fen = models.PositiveBigIntegerField()
    reserved_fen = models.PositiveBigIntegerField(default=0)
    spent_fen = models.PositiveBigIntegerField(default=0)
    history = HistoricalRecords(excluded_fields=["reserved_fen", "spent_fen"])

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="a_budget_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(cap_fen__gte=F("reserved_fen") + F("spent_fen")),
                name="a_budget_is_never_overdrawn",
            ),
            # Two, since nulls are never alike to a database.
            models.UniqueConstraint(
                fields=["shop", "kind", "cause", "starts_on"],
                condition=Q(person__isnull=True),
                name="a_shop_has_one_budget_a_kind_cause_and_start",
            ),
            models.UniqueConstraint(
                fields=["shop", "kind", "cause", "person", "starts_on"],
                condition=Q(person__isnull=False),
                name="a_person_has_one_budget_a_kind_cause_and_start",
            ),
        ]


class Offer(models.Model):
    """One remedy proposed to a buyer, with the version and rule that allowed it."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="offers", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="offers")
    order = models.ForeignKey(Order, on_delete=models.PROTECT, null=True, related_name="offers")
    buyer = models.ForeignKey(Buyer, on_delete=models.PROTECT, null=True, related_name="offers")
    kind = models.CharField(max_length=13, choices=REMEDY_CHOICES)
    amount_fen = models.PositiveBigIntegerField()
    requested_fen = models.PositiveBigIntegerField()  # before an approver gave less
    state = models.CharField(max_length=16, choices=OFFER_STATE_CHOICES, default="draft")
    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="offers")
    rule_position = models.PositiveSmallIntegerField(null=True, blank=True)
    because = models.JSONField(default=dict)  # a Reason
    say = models.CharField(max_length=500, blank=True)
    message = models.CharField(max_length=500, blank=True)  # as told to the buyer, checked
    is_beyond_policy = models.BooleanField(default=False)
    approver = models.CharField(max_length=5, choices=APPROVER_CHOICES, blank=True)
    asked_reason = models.CharField(max_length=300, blank=True)
    proposed_by = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="offers_proposed"
    )
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_word = models.CharField(max_length=200, blank=True)
    offered_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    # The narrowest it draws on, for lists; all of them are its draws.
    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, null=True, related_name="offers")
    promise = models.OneToOneField(
        Promise, on_delete=models.SET_NULL, null=True, related_name="offer"
    )
    idempotency_key = models.CharField(max_length=40, unique=True)
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind"],
                condition=Q(state__in=OPEN_OFFER_STATES),
                name="a_case_has_one_open_offer_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(approver="")
                | Q(decided_by__isnull=True)
                | ~Q(decided_by=F("proposed_by")),
                name="nobody_approves_their_own_offer",
            ),
            models.CheckConstraint(
                condition=Q(amount_fen__lte=F("requested_fen")),
                name="an_approver_gives_no_more_than_asked",
            ),
        ]
        indexes = [
            models.Index(
                fields=["shop", "proposed_at"],
                condition=Q(state="waiting_approval"),
                name="offer_waits_for_approval",
            ),
            models.Index(
                fields=["expires_at"],
                condition=Q(state__in=["approved", "offered"]),
                name="offer_expires",
            ),
            models.Index(fields=["shop", "-proposed_at"], name="offer_newest_first"),
        ]


class BudgetDraw(models.Model):
    """A budget that an offer was reserved in. Never changed, never deleted."""

    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="draws", db_index=False)
    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, related_name="draws")

    class Meta:
        ordering = ["id"]  # as written: the narrowest first
        constraints = [
            models.UniqueConstraint(
                fields=["offer", "budget"],
                name="an_offer_draws_on_a_budget_once",
            ),
        ]


class Payout(models.Model):
    """The act of paying an accepted offer, once."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="payouts")
    offer = models.OneToOneField(Offer, on_delete=models.PROTECT, related_name="payout")
    amount_fen = models.PositiveBigIntegerField()
    idempotency_key = models.CharField(max_length=40, unique=True)
    state = models.CharField(max_length=8, choices=PAYOUT_STATE_CHOICES, default="payable")
    remark = models.CharField(max_length=120, blank=True)
    due_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveIntegerField(default=0)
    provider = models.CharField(max_length=40, blank=True)
    provider_reference = models.CharField(max_length=80, blank=True)
    failure = models.JSONField(default=dict, blank=True)  # a Reason
    created_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True, blank=True)
    reversed_at = models.DateTimeField(null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["paid", "reversed"]) | Q(paid_at__isnull=False),
                name="a_paid_payout_knows_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="paying") | Q(lease_until__isnull=False),
                name="a_payout_in_progress_has_a_lease",
            ),
        ]
        indexes = [
            # The payout sweep: due ones, and those whose worker went away.
            models.Index(
                fields=["due_at"],
                condition=Q(state__in=["payable", "paying"]),
                name="payout_work_to_do",
            ),
        ]


class LedgerEntry(models.Model):
    """One side of a posting; entries of a posting sum to zero. Never changed, never deleted."""

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="ledger", db_index=False)
    posting_key = models.CharField(max_length=60)
    event = models.CharField(max_length=8, choices=LEDGER_EVENT_CHOICES)
    account = models.CharField(max_length=9, choices=ACCOUNT_CHOICES)
    amount_fen = models.BigIntegerField()  # signed
    offer = models.ForeignKey(
        Offer, on_delete=models.PROTECT, related_name="ledger", db_index=False
    )
    payout = models.ForeignKey(Payout, on_delete=models.PROTECT, null=True, related_name="ledger")
    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, null=True, related_name="ledger")
    kind = models.CharField(max_length=13, choices=REMEDY_CHOICES)
    because = models.JSONField(default=dict)  # a Reason
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["posting_key", "account"],
                name="a_posting_touches_an_account_once",
            ),
            models.CheckConstraint(condition=~Q(amount_fen=0), name="a_ledger_entry_moves_money"),
        ]
        indexes = [
            models.Index(fields=["shop", "-at", "-id"], name="ledger_newest_first"),
            models.Index(fields=["offer"], name="ledger_of_an_offer"),
        ]


class LedgerCheck(models.Model):
    """The nightly proof that a shop's ledger balances, or what is wrong with it."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="ledger_checks")
    checked_at = models.DateTimeField()
    entries = models.PositiveIntegerField()
    is_balanced = models.BooleanField()
    findings = models.JSONField(default=list)  # Reasons
