"""Payouts that leave the desk together: the batch, its lines, its file and who fetched it."""

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from compensation.choices import (
    BATCH_STATE_CHOICES,
    FILE_TYPE_CHOICES,
    LINE_STATE_CHOICES,
)
from compensation.models.money import Payout
from reviews.models import Member, Shop
from reviews.models.fields import EncryptedTextField, new_public_id

# A payout stands in at most one batch that may still pay it.
OPEN_LINE_STATES = ["gathered", "sent"]
_UNSENT = ["draft", "discarded"]


class PayoutPreset(models.Model):
    """A shop's own form of the file a payment page takes: columns, order, limits, words."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    shop = models.ForeignKey(
        Shop, on_delete=models.CASCADE, related_name="payout_presets", db_index=False
    )
    name = models.CharField(max_length=60)
    layout = models.JSONField()
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "name"],
                name="a_shop_names_a_payout_preset_once",
            ),
        ]


class Payee(models.Model):
    """Where a payout goes when the payment page needs more than an order: encrypted, purged."""

    payout = models.OneToOneField(Payout, on_delete=models.CASCADE, related_name="payee")
    account = EncryptedTextField(blank=True, default="")
    account_masked = models.CharField(max_length=60, blank=True)
    name = EncryptedTextField(blank=True, default="")
    name_masked = models.CharField(max_length=40, blank=True)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    purged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(purged_at__isnull=True) | Q(account="", name=""),
                name="a_purged_payee_keeps_no_account",
            ),
        ]


class PayoutBatch(models.Model):
    """Payouts gathered for one file; its states tell an unsent batch from an interrupted one."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    shop = models.ForeignKey(
        Shop, on_delete=models.CASCADE, related_name="payout_batches", db_index=False
    )
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=9, choices=BATCH_STATE_CHOICES, default="draft")
    preset_name = models.CharField(max_length=60)
    layout = models.JSONField()  # the preset as it was when the batch was gathered
    gathered_by = models.JSONField(default=dict)  # the filter
    remark = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    edited_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    exported_at = models.DateTimeField(null=True, blank=True)
    exported_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    handed_over_at = models.DateTimeField(null=True, blank=True)  # uploaded on the payment page
    handed_over_by = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    word = models.CharField(max_length=200, blank=True)  # why it was recalled
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "number"], name="payout_batches_are_numbered"),
            models.CheckConstraint(
                condition=Q(state__in=_UNSENT)
                | Q(exported_at__isnull=False, exported_by__isnull=False),
                name="a_batch_outside_knows_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True)
                | (~Q(approved_by=F("created_by")) & ~Q(approved_by=F("edited_by"))),
                name="nobody_approves_their_own_batch",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["closed", "recalled", "discarded"])
                | Q(ended_at__isnull=False),
                name="an_ended_batch_knows_when",
            ),
        ]
        indexes = [models.Index(fields=["shop", "-created_at"], name="batch_newest_first")]


class BatchLine(models.Model):
    """One payout in a batch, under a key that the answer must name."""

    batch = models.ForeignKey(
        PayoutBatch, on_delete=models.PROTECT, related_name="lines", db_index=False
    )
    payout = models.ForeignKey(Payout, on_delete=models.PROTECT, related_name="batch_lines")
    position = models.PositiveIntegerField()
    key = models.CharField(max_length=22, unique=True)
    amount_fen = models.PositiveBigIntegerField()
    remark = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=8, choices=LINE_STATE_CHOICES, default="gathered")
    because = models.JSONField(default=dict, blank=True)  # a Reason: why it failed or was left out
    reference = models.CharField(max_length=80, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["payout"],
                condition=Q(state__in=OPEN_LINE_STATES),
                name="a_payout_is_in_one_open_batch",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["paid", "failed"]) | Q(answered_at__isnull=False),
                name="an_answered_line_knows_when",
            ),
        ]
        indexes = [models.Index(fields=["batch", "position"], name="batch_lines_in_order")]


class BatchFile(models.Model):
    """What was sent, byte for byte: it holds payees, so it is encrypted and later purged."""

    batch = models.ForeignKey(
        PayoutBatch, on_delete=models.CASCADE, related_name="files", db_index=False
    )
    file_type = models.CharField(max_length=4, choices=FILE_TYPE_CHOICES)
    content = EncryptedTextField(blank=True, default="")  # base64
    sha256 = models.CharField(max_length=64)
    lines = models.PositiveIntegerField()
    total_fen = models.PositiveBigIntegerField()
    made_at = models.DateTimeField()
    purged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "file_type"],
                name="a_batch_has_one_file_a_type",
            ),
            models.CheckConstraint(
                condition=Q(purged_at__isnull=True) | Q(content=""),
                name="a_purged_batch_file_keeps_no_content",
            ),
        ]


class BatchDownload(models.Model):
    """Somebody fetched a file with payees in clear: who, when, why, from where."""

    file = models.ForeignKey(BatchFile, on_delete=models.CASCADE, related_name="downloads")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=120)
    ip_address = models.GenericIPAddressField(null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="a_batch_download_says_why"),
        ]
