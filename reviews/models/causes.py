"""The shop's cause tree, the causes found in its reviews, and what it has learned."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from simple_history.models import HistoricalRecords

from reviews.choices import CAUSE_SOURCE_CHOICES, UNIT_CHOICES
from reviews.models.fields import new_public_id
from reviews.models.reviews import Review
from reviews.models.shops import Member, Shop


class Cause(models.Model):
    """A code of the shop's cause tree and the unit that can end it; codes stay."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="causes", db_index=False)
    code = models.CharField(max_length=60)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60, blank=True)
    unit = models.CharField(max_length=12, choices=UNIT_CHOICES, default="unclear")
    position = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "code"], name="a_cause_code_is_unique_in_a_shop"
            ),
        ]

    @property
    def label(self) -> str:
        """The cause's name in the active language."""
        is_english = (get_language() or "").startswith("en")
        return self.name_en if is_english and self.name_en else self.name


class CauseExample(models.Model):
    """A sentence the owner gave for a cause; the learner takes it for a confirmed review."""

    cause = models.ForeignKey(
        Cause, on_delete=models.CASCADE, related_name="examples", db_index=False
    )
    text = models.CharField(max_length=500)
    added_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cause", "text"], name="a_cause_has_each_example_once"),
            models.CheckConstraint(condition=~Q(text=""), name="a_cause_example_has_words"),
        ]


class CauseBatch(models.Model):
    """One press that confirmed many look-alikes; kept so that it can be taken back."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="cause_batches")
    model_review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="+")
    reviews = models.PositiveIntegerField()
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    undone_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="an_undone_cause_batch_says_when_and_by_whom",
            ),
        ]


class ReviewCause(models.Model):
    """A cause of a review: who or what found it, how sure, and the words that show it."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="review_causes")
    cause = models.ForeignKey(Cause, on_delete=models.PROTECT, related_name="review_causes")
    source = models.CharField(max_length=7, choices=CAUSE_SOURCE_CHOICES)
    version = models.CharField(max_length=20)
    confidence = models.FloatField()
    evidence = models.JSONField(default=list)  # [[start, end], ...] in content, then append
    is_main = models.BooleanField(default=False)
    is_current = models.BooleanField(default=True)
    decided_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField()
    batch = models.ForeignKey(
        CauseBatch, on_delete=models.PROTECT, null=True, related_name="rows", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["review", "cause"],
                condition=Q(is_current=True),
                name="a_review_has_each_current_cause_once",
            ),
            models.UniqueConstraint(
                fields=["review"],
                condition=Q(is_current=True, is_main=True),
                name="a_review_has_one_main_cause",
            ),
            models.CheckConstraint(
                condition=Q(confidence__gte=0, confidence__lte=1),
                name="confidence_is_a_share",
            ),
            models.CheckConstraint(
                condition=~Q(source="person") | Q(decided_by__isnull=False),
                name="a_persons_cause_names_the_person",
            ),
        ]
        indexes = [
            models.Index(
                fields=["cause", "review"],
                condition=Q(is_current=True),
                name="current_reviews_of_a_cause",
            ),
            # Taking back a press that confirmed many; hardly any row has one.
            models.Index(
                fields=["batch"], condition=Q(batch__isnull=False), name="causes_of_a_batch"
            ),
        ]


class CauseMerge(models.Model):
    """One merge of two causes and what it moved, so that it can be taken back.

    ``labels`` are those it set aside, ``examples`` those it gave to the other cause, and
    ``carried`` the causes that had been merged into this one before.
    """

    cause = models.ForeignKey(Cause, on_delete=models.CASCADE, related_name="merges")
    into = models.ForeignKey(Cause, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    undone_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    labels = models.ManyToManyField(ReviewCause, related_name="+")
    examples = models.ManyToManyField(CauseExample, related_name="+")
    carried = models.ManyToManyField(Cause, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cause"],
                condition=Q(undone_at__isnull=True),
                name="a_cause_has_one_standing_merge",
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="an_undone_merge_says_when_and_by_whom",
            ),
        ]


class CauseModel(models.Model):
    """A model learned from one shop's confirmed causes; the latest applied one is in use."""

    shop = models.ForeignKey(
        Shop, on_delete=models.CASCADE, related_name="cause_models", db_index=False
    )
    number = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    labels = models.PositiveIntegerField()
    figures = models.JSONField()  # held-out figures before and after
    weights = models.BinaryField()
    is_applied = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "number"], name="cause_models_are_numbered"),
            models.UniqueConstraint(
                fields=["shop"],
                condition=Q(is_applied=True),
                name="a_shop_applies_one_cause_model",
            ),
        ]
