"""Coupon codes and gifts in stock: each piece is handed to one offer."""

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from compensation.choices import CODE_STATE_CHOICES, STOCK_KIND_CHOICES
from compensation.models.money import Offer
from reviews.models import Member, Shop
from reviews.models.fields import EncryptedTextField, new_public_id


class CodeStock(models.Model):
    """Pieces of one kind and value that may be handed to buyers."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    shop = models.ForeignKey(
        Shop, on_delete=models.CASCADE, related_name="code_stocks", db_index=False
    )
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=13, choices=STOCK_KIND_CHOICES)
    value_fen = models.PositiveBigIntegerField(default=0)
    low_at = models.PositiveIntegerField(default=10)
    is_open = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "name"], name="a_shop_names_a_code_stock_once"),
        ]


class StockCode(models.Model):
    """One piece; a code is as good as money, so it is encrypted and shown to one offer."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+", db_index=False)
    stock = models.ForeignKey(CodeStock, on_delete=models.PROTECT, related_name="codes")
    code = EncryptedTextField()
    code_index = models.CharField(max_length=32)  # blind index
    code_masked = models.CharField(max_length=40)
    expires_on = models.DateField(null=True, blank=True)  # its last good day
    state = models.CharField(max_length=6, choices=CODE_STATE_CHOICES, default="free")
    offer = models.OneToOneField(Offer, on_delete=models.PROTECT, null=True, related_name="code")
    added_at = models.DateTimeField()
    handed_at = models.DateTimeField(null=True, blank=True)
    handed_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    history = HistoricalRecords(excluded_fields=["code"])

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "code_index"],
                name="a_code_is_in_stock_once_a_shop",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["free", "void"], offer__isnull=True)
                | Q(state__in=["handed", "sent"], offer__isnull=False, handed_at__isnull=False),
                name="a_code_outside_has_its_offer",
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False),
                name="a_sent_code_knows_when",
            ),
        ]
        indexes = [
            # Handing out: the free piece that ends first.
            models.Index(
                fields=["stock", "expires_on"],
                condition=Q(state="free"),
                name="code_free_to_hand_out",
            ),
        ]
