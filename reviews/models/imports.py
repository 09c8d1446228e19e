"""Imports: the file, its progress, and the rows that couldn't go in."""

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from reviews.choices import IMPORT_KIND_CHOICES, IMPORT_STATE_CHOICES
from reviews.models.fields import new_public_id
from reviews.models.shops import Member, Shop
from reviews.models.work import Work


class ImportRun(Work):
    """One file of a shop: looked through, then going in batch by batch from ``next_row`` on.

    Until a person starts it, nothing of the file is in the desk but what ``preview`` tells of it.
    """

    state = models.CharField(max_length=10, choices=IMPORT_STATE_CHOICES, default="queued")
    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="imports", db_index=False)
    kind = models.CharField(max_length=15, choices=IMPORT_KIND_CHOICES)
    file_name = models.CharField(max_length=200)
    stored_path = models.CharField(max_length=200, blank=True)  # below the media folder
    sha256 = models.CharField(max_length=64)
    recognised = models.JSONField(default=dict, blank=True)  # preset, encoding, sheet, mapping
    asked = models.JSONField(default=dict, blank=True)  # what a person overruled of it
    preview = models.JSONField(default=dict, blank=True)  # counts, samples and first rows, masked
    checked_rows = models.PositiveIntegerField(default=0)
    checked_at = models.DateTimeField(null=True, blank=True)
    parent = models.ForeignKey(  # whose rejected rows this file brings back
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="parts"
    )
    is_full_export = models.BooleanField(default=False)
    covers_from = models.DateField(null=True, blank=True)  # both days included, desk zone
    covers_until = models.DateField(null=True, blank=True)
    total_rows = models.PositiveIntegerField(null=True, blank=True)
    next_row = models.PositiveIntegerField(default=0)
    began_row = models.PositiveIntegerField(default=0)  # where the present worker began: the rate
    new = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    repeated = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    cases_opened = models.PositiveIntegerField(default=0)
    deleted = models.PositiveIntegerField(default=0)  # reviews a full export no longer holds
    not_claimed = models.JSONField(default=dict, blank=True)  # a Reason why it tells of none
    as_of = models.DateTimeField()  # the moment the import counts as happening
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    history = HistoricalRecords(
        excluded_fields=["next_row", "lease_until", "preview", "checked_rows", "began_row"]
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(total_rows__isnull=True) | Q(next_row__lte=F("total_rows")),
                name="an_import_never_passes_its_last_row",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["done", "failed", "cancelled"])
                | Q(finished_at__isnull=False),
                name="an_ended_import_knows_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="checked") | Q(checked_at__isnull=False),
                name="a_checked_import_knows_when",
            ),
            models.CheckConstraint(
                condition=Q(is_full_export=False)
                | Q(covers_from__isnull=False, covers_until__isnull=False),
                name="a_full_export_says_what_it_covers",
            ),
            models.CheckConstraint(
                condition=Q(covers_from__isnull=True)
                | Q(covers_until__isnull=True)
                | Q(covers_from__lte=F("covers_until")),
                name="a_covered_period_begins_before_it_ends",
            ),
        ]
        indexes = [
            # The sweep looks for imports to start or to take over.
            models.Index(
                fields=["due_at"],
                condition=Q(state__in=["checking", "queued", "running"]),
                name="import_work_to_do",
            ),
            models.Index(fields=["shop", "-created_at"], name="import_newest_first"),
        ]


class ImportMapping(models.Model):
    """How a shop's unusual headings are to be read, kept for the next file of the same form."""

    shop = models.ForeignKey(
        Shop, on_delete=models.CASCADE, related_name="mappings", db_index=False
    )
    kind = models.CharField(max_length=15, choices=IMPORT_KIND_CHOICES)
    header_hash = models.CharField(max_length=32)
    fields = models.JSONField()  # heading -> field name
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "kind", "header_hash"],
                name="a_header_is_mapped_once_a_shop",
            ),
        ]


class RejectedRow(models.Model):
    """A row that couldn't go in, with its reason and its original cells."""

    run = models.ForeignKey(
        ImportRun, on_delete=models.CASCADE, related_name="rejects", db_index=False
    )
    row_number = models.PositiveIntegerField()
    cells = models.JSONField()  # heading -> text, as it stood in the file
    reason = models.JSONField()  # a Reason
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "row_number"], name="a_row_is_rejected_once_a_run"
            ),
        ]
