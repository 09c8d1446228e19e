"""How a team shares its cases: saved views, who got which case, what the rules kept from
happening, the sampled cases and the exports."""

from django.db import models
from django.db.models import Q

from reviews.models.cases import Case
from reviews.models.fields import new_public_id
from reviews.models.shops import Member, Shop

#: What a checked case is judged by, each 0 (missing), 1 (partly) or 2 (well).
SCORES = ("listening", "solving", "wording", "remedy", "record")


class SavedView(models.Model):
    """Filters of the queue under a name; a shared one is offered to everybody in the shop."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="saved_views")
    member = models.ForeignKey(
        Member, on_delete=models.CASCADE, related_name="saved_views", db_index=False
    )
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=500)  # the address behind "?"
    is_shared = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "name"], name="a_member_names_a_view_once"),
            models.CheckConstraint(condition=~Q(name=""), name="a_saved_view_has_a_name"),
        ]


class Handout(models.Model):
    """Whom "next" gave which case, and whether it was a hard one."""

    shop = models.ForeignKey(
        Shop, on_delete=models.CASCADE, related_name="handouts", db_index=False
    )
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="handouts")
    member = models.ForeignKey(
        Member, on_delete=models.CASCADE, related_name="handouts", db_index=False
    )
    at = models.DateTimeField()
    is_hard = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["member", "-at"], name="handouts_of_a_member"),
            models.Index(fields=["shop", "-at"], name="handouts_of_a_shop"),
        ]


class AvoidedBreach(models.Model):
    """A contact that the rules kept from happening: who was about to make it, and why not."""

    shop = models.ForeignKey(
        Shop, on_delete=models.CASCADE, related_name="avoided_breaches", db_index=False
    )
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="avoided_breaches")
    member = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    reason = models.JSONField()  # a Reason
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["shop", "-at"], name="avoided_breaches_newest_first")]


class QualityCheck(models.Model):
    """A closed case drawn by chance, and how its talk was once somebody has looked at it."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    shop = models.ForeignKey(
        Shop, on_delete=models.CASCADE, related_name="quality_checks", db_index=False
    )
    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="quality_check")
    # Whose talk it was: who last reported a contact.
    talker = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    drawn_at = models.DateTimeField()
    checked_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)
    listening = models.PositiveSmallIntegerField(null=True, blank=True)
    solving = models.PositiveSmallIntegerField(null=True, blank=True)
    wording = models.PositiveSmallIntegerField(null=True, blank=True)
    remedy = models.PositiveSmallIntegerField(null=True, blank=True)
    record = models.PositiveSmallIntegerField(null=True, blank=True)
    word = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(checked_at__isnull=True, **{f"{name}__isnull": True for name in SCORES})
                | Q(checked_at__isnull=False, **{f"{name}__lte": 2 for name in SCORES}),
                name="a_checked_case_has_every_score_and_no_other_has_one",
            ),
        ]
        indexes = [models.Index(fields=["shop", "-drawn_at"], name="quality_newest_first")]


class ExportLog(models.Model):
    """Somebody took rows out of the desk: who, which, how many."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="exports", db_index=False)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=20)
    query = models.CharField(max_length=500, blank=True)
    rows = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(what=""), name="an_export_says_of_what"),
        ]
        indexes = [models.Index(fields=["shop", "-at"], name="exports_newest_first")]
