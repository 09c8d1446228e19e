"""Reviews, what they looked like at each import, and what happened to them in between."""

from django.db import models
from django.db.models import Q

from reviews.choices import (
    COMPLAINT_CHOICES,
    LEVEL_CHOICES,
    REVIEW_EVENT_CHOICES,
    REVIEW_STATE_CHOICES,
    SOURCE_CHOICES,
)
from reviews.models.buyers import Buyer
from reviews.models.fields import new_public_id
from reviews.models.imports import ImportRun
from reviews.models.orders import Order, Product
from reviews.models.shops import Member, Shop


class Review(models.Model):
    """A buyer's review as it stands now; `Snapshot` holds how it stood before."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="reviews", db_index=False)
    key = models.CharField(max_length=80)  # natural key of the platform, see intake
    platform_id = models.CharField(max_length=64, blank=True)
    product = models.ForeignKey(
        Product, on_delete=models.PROTECT, null=True, related_name="reviews"
    )
    sku = models.CharField(max_length=120, blank=True)
    order = models.ForeignKey(Order, on_delete=models.SET_NULL, null=True, related_name="reviews")
    order_number = models.CharField(max_length=64, blank=True)  # kept until the order comes in
    sub_order_number = models.CharField(max_length=64, blank=True)
    buyer = models.ForeignKey(Buyer, on_delete=models.PROTECT, null=True, related_name="reviews")
    level = models.CharField(max_length=7, choices=LEVEL_CHOICES)
    stars = models.PositiveSmallIntegerField(null=True, blank=True)
    rating_raw = models.CharField(max_length=40, blank=True)
    sentiment = models.CharField(max_length=20, blank=True)
    content = models.TextField(blank=True)
    is_default_text = models.BooleanField(default=False)
    append_content = models.TextField(blank=True)
    append_at = models.DateTimeField(null=True, blank=True)
    reply = models.TextField(blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    rated_at = models.DateTimeField()
    purchased_at = models.DateTimeField(null=True, blank=True)
    images_count = models.PositiveSmallIntegerField(default=0)
    image_links = models.JSONField(default=list, blank=True)  # the first nine, http(s) only
    state = models.CharField(max_length=7, choices=REVIEW_STATE_CHOICES, default="live")
    source = models.CharField(max_length=6, choices=SOURCE_CHOICES, default="export")
    content_hash = models.CharField(max_length=32)
    snapshot_count = models.PositiveSmallIntegerField(default=1)
    first_seen_at = models.DateTimeField()  # seen again: see `Sighting`
    causes_version = models.CharField(max_length=20, blank=True)  # "" = waits for the reader
    causes_confirmed_at = models.DateTimeField(null=True, blank=True)
    abuse_hint = models.JSONField(default=dict, blank=True)  # a Reason; for a person to judge
    # A review without a rating that reads like a complaint waits for a person's word.
    complaint = models.CharField(max_length=9, choices=COMPLAINT_CHOICES, blank=True, default="")
    complaint_judged_at = models.DateTimeField(null=True, blank=True)
    complaint_judged_by = models.ForeignKey(
        Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "key"], name="a_review_is_stored_once_a_shop"),
            models.CheckConstraint(
                condition=Q(stars__isnull=True) | Q(stars__gte=1, stars__lte=5),
                name="stars_are_one_to_five",
            ),
            models.CheckConstraint(
                condition=Q(level__in=["good", "neutral", "bad", "unrated"]),
                name="a_review_has_a_known_level",
            ),
            models.CheckConstraint(
                condition=Q(complaint__in=["", "waiting"], complaint_judged_at__isnull=True)
                | Q(complaint__in=["opened", "dismissed"], complaint_judged_at__isnull=False),
                name="a_judged_complaint_says_when_and_no_other",
            ),
        ]
        indexes = [
            # The causes sweep takes reviews that no reader of today's version has read.
            models.Index(
                fields=["shop", "id"],
                condition=Q(causes_version="", level__in=["neutral", "bad", "unrated"]),
                name="review_waits_for_causes",
            ),
            # ... and those read by an older version; empty at intake, so that imports pay nothing.
            models.Index(
                fields=["shop", "causes_version"],
                condition=Q(causes_version__gt="", level__in=["neutral", "bad", "unrated"]),
                name="review_by_causes_version",
            ),
            models.Index(fields=["shop", "rated_at"], name="review_by_time"),
            # The page of reviews put forward, newest first.
            models.Index(
                fields=["shop", "-rated_at", "-id"],
                condition=Q(complaint="waiting"),
                name="review_put_forward",
            ),
            # The weekly report counts an angry append in the week it was written.
            models.Index(
                fields=["shop", "append_at"],
                condition=Q(append_at__isnull=False),
                name="review_by_append",
            ),
            # Orders that come in later, and the search by the first digits of a number.
            models.Index(
                fields=["shop", "order_number"],
                condition=~Q(order_number=""),
                opclasses=["int8_ops", "varchar_pattern_ops"],
                name="review_waits_for_order",
            ),
        ]


class Sighting(models.Model):
    """When a file last held a review again, beside the review.

    To write it there would renew the whole row and an entry in each of its indexes for every
    unchanged row of a file.
    """

    review = models.OneToOneField(
        Review, on_delete=models.CASCADE, primary_key=True, related_name="sighting"
    )
    seen_at = models.DateTimeField()


class Snapshot(models.Model):
    """What a review looked like at one import."""

    review = models.ForeignKey(
        Review, on_delete=models.CASCADE, related_name="snapshots", db_index=False
    )
    number = models.PositiveSmallIntegerField()
    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField()
    level = models.CharField(max_length=7, choices=LEVEL_CHOICES)
    stars = models.PositiveSmallIntegerField(null=True, blank=True)
    content = models.TextField(blank=True)
    append_content = models.TextField(blank=True)
    reply = models.TextField(blank=True)
    state = models.CharField(max_length=7, choices=REVIEW_STATE_CHOICES, default="live")
    content_hash = models.CharField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["review", "number"],
                name="snapshots_of_a_review_are_numbered",
            ),
        ]


class ReviewEvent(models.Model):
    """A difference between two snapshots, as a fact."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=14, choices=REVIEW_EVENT_CHOICES)
    snapshot = models.ForeignKey(Snapshot, on_delete=models.CASCADE, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["snapshot", "kind"],
                condition=Q(snapshot__isnull=False),
                name="a_snapshot_tells_each_event_once",
            ),
        ]
