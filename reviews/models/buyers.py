"""Buyers: encrypted contact data, what is known of them, and who may not be contacted."""

from django.db import models
from django.db.models import Q

from reviews.choices import (
    EVIDENCE_CHOICES,
    PLACE_CHOICES,
    PRESENCE_SOURCE_CHOICES,
    TEMPERAMENT_CHOICES,
)
from reviews.models.fields import EncryptedTextField, new_public_id
from reviews.models.shops import Member, Shop


class Buyer(models.Model):
    """A customer of a shop; identity is encrypted and goes when the data are purged."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="buyers", db_index=False)
    key_index = models.CharField(max_length=32)  # blind index of open id or nick
    nick = EncryptedTextField(blank=True, default="")
    nick_masked = models.CharField(max_length=40, blank=True)
    name = EncryptedTextField(blank=True, default="")
    phone = EncryptedTextField(blank=True, default="")
    phone_index = models.CharField(max_length=32, blank=True)  # blind index, the same in all shops
    phone_masked = models.CharField(max_length=20, blank=True)
    phone_last4 = models.CharField(max_length=4, blank=True)
    phone_expires_at = models.DateTimeField(null=True, blank=True)
    phone_is_wrong = models.BooleanField(default=False)
    address = EncryptedTextField(blank=True, default="")
    province = models.CharField(max_length=20, blank=True)
    city = models.CharField(max_length=40, blank=True)
    place_type = models.CharField(max_length=12, choices=PLACE_CHOICES, default="unknown")
    place_confidence = models.FloatField(default=0)
    place_because = models.JSONField(default=list, blank=True)
    place_version = models.CharField(max_length=12, blank=True)
    place_corrected_at = models.DateTimeField(null=True, blank=True)
    place_expires_at = models.DateTimeField(null=True, blank=True)
    tilt = models.FloatField(default=0)  # the buyer's own logit shift of reach
    last_contact_at = models.DateTimeField(null=True, blank=True)
    first_seen_at = models.DateTimeField()
    purged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "key_index"], name="a_buyer_is_known_once_a_shop"
            ),
            models.CheckConstraint(
                condition=Q(purged_at__isnull=True) | Q(nick="", name="", phone="", address=""),
                name="a_purged_buyer_keeps_no_identity",
            ),
        ]
        indexes = [
            models.Index(
                fields=["phone_index"], condition=~Q(phone_index=""), name="buyer_by_phone"
            ),
            models.Index(fields=["shop", "phone_last4"], name="buyer_by_last_digits"),
        ]


class TemperamentNote(models.Model):
    """What a colleague noticed about talking with this buyer; it expires."""

    buyer = models.ForeignKey(Buyer, on_delete=models.CASCADE, related_name="temperament_notes")
    kind = models.CharField(max_length=12, choices=TEMPERAMENT_CHOICES)
    text = models.CharField(max_length=300, blank=True)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()


class DoNotContact(models.Model):
    """A contact that has ended everywhere, for good; only the hash is kept."""

    contact_index = models.CharField(max_length=32, unique=True)
    reason = models.JSONField(default=dict)  # a Reason
    shop = models.ForeignKey(Shop, on_delete=models.SET_NULL, null=True, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(contact_index=""),
                name="a_do_not_contact_row_names_a_contact",
            ),
        ]


class PresenceObservation(models.Model):
    """A buyer seen online; it fades within minutes."""

    buyer = models.ForeignKey(
        Buyer, on_delete=models.CASCADE, related_name="presences", db_index=False
    )
    source = models.CharField(max_length=10, choices=PRESENCE_SOURCE_CHOICES)
    seen_at = models.DateTimeField()
    member = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["buyer", "-seen_at"], name="presence_latest_first"),
            # Who was just seen, for everybody's open pages.
            models.Index(fields=["seen_at"], name="presence_by_time"),
        ]


class Correction(models.Model):
    """A colleague says that a piece of timing evidence is not true; it can be taken back.

    A kind of place is replaced by another one (``becomes``). Of the other kinds one single piece
    counts no more, the one of that moment (``fact_at``), or without it everything known until then;
    what comes later counts again.
    """

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    case = models.ForeignKey("Case", on_delete=models.CASCADE, related_name="corrections")
    buyer = models.ForeignKey(
        Buyer, on_delete=models.CASCADE, null=True, related_name="corrections"
    )
    kind = models.CharField(max_length=11, choices=EVIDENCE_CHOICES)
    becomes = models.CharField(max_length=12, choices=PLACE_CHOICES, blank=True)
    fact_at = models.DateTimeField(null=True, blank=True)  # the single piece; None for the kind
    told = models.JSONField(default=dict)  # the Reason that was shown
    before = models.JSONField(default=dict)  # what taking it back restores
    member = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)  # taken back, or replaced by a newer one
    ended_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(kind="place") & ~Q(becomes="")) | (~Q(kind="place") & Q(becomes="")),
                name="only_a_place_becomes_another_one",
            ),
            models.CheckConstraint(
                condition=Q(fact_at__isnull=True)
                | Q(kind__in=["own_calls", "own_hours", "presence"], buyer__isnull=False),
                name="only_a_buyers_calls_hours_and_presence_have_single_pieces",
            ),
            models.UniqueConstraint(
                fields=["case", "kind"],
                condition=Q(ended_at__isnull=True, buyer__isnull=True),
                name="a_piece_of_a_case_without_a_buyer_is_set_aside_once",
            ),
            models.UniqueConstraint(
                fields=["buyer", "kind"],
                condition=Q(ended_at__isnull=True, fact_at__isnull=True),
                name="a_kind_of_evidence_is_set_aside_once",
            ),
            models.UniqueConstraint(
                fields=["buyer", "kind", "fact_at"],
                condition=Q(ended_at__isnull=True, fact_at__isnull=False),
                name="a_single_piece_of_evidence_is_set_aside_once",
            ),
        ]
