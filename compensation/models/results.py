"""What the payment page answered: the file as rows, each judged once and booked at most once."""

from django.db import models
from django.db.models import Q

from compensation.choices import RESULT_STATE_CHOICES, ROW_VERDICT_CHOICES
from compensation.models.batches import BatchLine, PayoutBatch
from reviews.models import Member
from reviews.models.fields import new_public_id


class ResultFile(models.Model):
    """A result workbook of one batch: looked at, then booked row by row."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    batch = models.ForeignKey(PayoutBatch, on_delete=models.PROTECT, related_name="results")
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=9, choices=RESULT_STATE_CHOICES, default="checked")
    read_at = models.DateTimeField()
    read_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    booking_at = models.DateTimeField(null=True, blank=True)  # the last sign of life
    booked_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "sha256"],
                condition=~Q(state="discarded"),
                name="a_result_is_read_once_a_batch",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["booking", "booked"])
                | Q(booked_by__isnull=False, booking_at__isnull=False),
                name="a_result_is_booked_by_somebody",
            ),
        ]
        indexes = [
            # The sweep: bookings whose process went away.
            models.Index(
                fields=["booking_at"],
                condition=Q(state="booking"),
                name="result_half_booked",
            ),
        ]


class ResultRow(models.Model):
    """One row of a result as the file said it, what it would do, and whether it was done."""

    result = models.ForeignKey(
        ResultFile, on_delete=models.CASCADE, related_name="rows", db_index=False
    )
    number = models.PositiveIntegerField()
    key = models.CharField(max_length=80, blank=True)
    line = models.ForeignKey(BatchLine, on_delete=models.PROTECT, null=True, related_name="answers")
    verdict = models.CharField(max_length=16, choices=ROW_VERDICT_CHOICES)
    amount_fen = models.BigIntegerField(null=True, blank=True)
    reference = models.CharField(max_length=80, blank=True)
    failure = models.CharField(max_length=200, blank=True)  # the page's own words, masked
    because = models.JSONField(default=dict, blank=True)  # a Reason
    booked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["result", "number"],
                name="a_result_row_is_kept_once",
            ),
            models.CheckConstraint(
                condition=Q(booked_at__isnull=True) | Q(line__isnull=False),
                name="only_a_known_line_is_booked",
            ),
        ]
