"""What was bought, when, where it went, and its refund state."""

from django.db import models
from django.db.models import Q

from reviews.choices import ORDER_STATUS_CHOICES, REFUND_STATUS_CHOICES
from reviews.models.buyers import Buyer
from reviews.models.fields import new_public_id
from reviews.models.shops import Shop


class Product(models.Model):
    """An item a shop sells, as its reviews and orders name it."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    shop = models.ForeignKey(
        Shop, on_delete=models.CASCADE, related_name="products", db_index=False
    )
    item_id = models.CharField(max_length=64)
    title = models.CharField(max_length=200)
    line = models.CharField(max_length=60, blank=True)  # the shop's product line

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "item_id"], name="a_product_is_listed_once_a_shop"
            ),
        ]


class Order(models.Model):
    """An order of a buyer; amounts in fen."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="orders", db_index=False)
    number = models.CharField(max_length=64)
    buyer = models.ForeignKey(Buyer, on_delete=models.PROTECT, null=True, related_name="orders")
    status = models.CharField(max_length=8, choices=ORDER_STATUS_CHOICES, default="unknown")
    status_raw = models.CharField(max_length=60, blank=True)
    amount_fen = models.PositiveBigIntegerField(default=0)
    paid_fen = models.PositiveBigIntegerField(default=0)
    ordered_at = models.DateTimeField(null=True, blank=True)
    paid_at = models.DateTimeField(null=True, blank=True)
    shipped_at = models.DateTimeField(null=True, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)  # trade success or close
    carrier = models.CharField(max_length=40, blank=True)
    warehouse = models.CharField(max_length=60, blank=True)  # from which it was shipped
    #: "mobile" or "web", where the export tells; what fairness is held against, nothing else.
    device = models.CharField(max_length=6, blank=True)
    tracking_number = models.CharField(max_length=64, blank=True)
    province = models.CharField(max_length=20, blank=True)
    content_hash = models.CharField(max_length=32, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "number"], name="an_order_is_stored_once_a_shop"
            ),
        ]
        indexes = [models.Index(fields=["shop", "ordered_at"], name="order_by_time")]


class OrderItem(models.Model):
    """One line of an order."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="items", db_index=False)
    sub_number = models.CharField(max_length=64)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, null=True, related_name="items")
    sku = models.CharField(max_length=120, blank=True)
    quantity = models.PositiveIntegerField(default=1)
    price_fen = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order", "sub_number"],
                name="an_order_line_is_stored_once",
            ),
        ]


class Refund(models.Model):
    """A refund of an order, in the desk's own states; the platform's word is kept raw."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="refunds", db_index=False)
    order = models.ForeignKey(Order, on_delete=models.CASCADE, null=True, related_name="refunds")
    order_number = models.CharField(max_length=64, blank=True)  # until the order comes in
    number = models.CharField(max_length=64)
    status = models.CharField(max_length=10, choices=REFUND_STATUS_CHOICES)
    status_raw = models.CharField(max_length=60, blank=True)
    amount_fen = models.PositiveBigIntegerField(default=0)
    reason = models.CharField(max_length=200, blank=True)
    requested_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "number"], name="a_refund_is_stored_once_a_shop"
            ),
            models.CheckConstraint(
                condition=Q(order__isnull=False) | ~Q(order_number=""),
                name="a_refund_names_its_order",
            ),
        ]
        indexes = [
            # The offer guard asks for refunds that still run.
            models.Index(
                fields=["order"],
                condition=Q(status__in=["requested", "returning"]),
                name="refund_running_of_order",
            ),
            # Orders look for the refunds that came before them.
            models.Index(
                fields=["shop", "order_number"],
                condition=Q(order__isnull=True),
                name="refund_waits_for_order",
            ),
        ]
