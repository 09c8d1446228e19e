"""A shift that was handed over: to whom, with which word, and what went along."""

from django.db import models
from django.db.models import F, Q

from reviews.models.cases import Case
from reviews.models.fields import new_public_id
from reviews.models.shops import Member, Shop


class ShiftHandover(models.Model):
    """All that a person had in hand, given away by one act; without a receiver, to the queue."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    shop = models.ForeignKey(
        Shop, on_delete=models.CASCADE, related_name="handovers", db_index=False
    )
    giver = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="handovers_given")
    receiver = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, related_name="handovers_received"
    )
    word = models.CharField(max_length=500, blank=True)
    given_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(receiver__isnull=True) | ~Q(receiver=F("giver")),
                name="nobody_hands_a_shift_to_themselves",
            ),
            models.CheckConstraint(
                condition=Q(seen_at__isnull=True)
                | Q(receiver__isnull=False, seen_at__gte=F("given_at")),
                name="a_handover_is_seen_by_its_receiver_and_not_before",
            ),
        ]
        indexes = [
            models.Index(fields=["shop", "-given_at"], name="handovers_newest_first"),
            # What a person finds on their first page.
            models.Index(
                fields=["receiver"],
                condition=Q(seen_at__isnull=True),
                name="handover_waits_to_be_seen",
            ),
        ]


class HandedCase(models.Model):
    """One case of a handover as it went: what else went with it."""

    handover = models.ForeignKey(
        ShiftHandover, on_delete=models.CASCADE, related_name="lines", db_index=False
    )
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="handed")
    was_in_hand = models.BooleanField(default=False)
    named_at = models.DateTimeField(null=True, blank=True)  # when its buyer wants to be called
    promises = models.PositiveSmallIntegerField(default=0)
    has_draft = models.BooleanField(default=False)
    reason = models.JSONField(default=dict, blank=True)  # a Reason, where not all of it went

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["handover", "case"], name="a_handover_names_a_case_once"
            ),
        ]
