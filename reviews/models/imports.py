"""Imports: the file, its progress, and the rows that couldn't go in."""

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from reviews.choices import IMPORT_KIND_CHOICES
from reviews.models.fields import new_public_id
from reviews.models.shops import Member, Shop
from reviews.models.work import Work


class ImportRun(Work):
    """One file of a shop going in, batch by batch; ``next_row`` is where it resumes."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="imports")
    kind = models.CharField(max_length=15, choices=IMPORT_KIND_CHOICES)
    file_name = models.CharField(max_length=200)
    stored_path = models.CharField(max_length=200, blank=True)  # below the media folder
    sha256 = models.CharField(max_length=64)
    recognised = models.JSONField(default=dict, blank=True)  # preset, encoding, sheet, mapping
    is_full_export = models.BooleanField(default=False)
    total_rows = models.PositiveIntegerField(null=True, blank=True)
    next_row = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    repeated = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    cases_opened = models.PositiveIntegerField(default=0)
    as_of = models.DateTimeField()  # the moment the import counts as happening
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    history = HistoricalRecords(excluded_fields=["next_row", "lease_until"])

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
        ]
        indexes = [
            # The sweep looks for imports to start or to take over.
            models.Index(
                fields=["due_at"],
                condition=Q(state__in=["queued", "running"]),
                name="import_work_to_do",
            ),
            models.Index(fields=["shop", "-created_at"], name="import_newest_first"),
        ]


class ImportMapping(models.Model):
    """How a shop's unusual headings are to be read, kept for the next file of the same form."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="mappings")
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

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="rejects")
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
