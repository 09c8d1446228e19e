"""Report runs, rollups of weeks, and corrective actions with their measured effect."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from simple_history.models import HistoricalRecords

from reports.choices import ACTION_STATUS_CHOICES, RECEIVER_CHOICES
from reviews.models import Case, Cause, Member, Product, Shop, User
from reviews.models.fields import EncryptedTextField, new_public_id
from reviews.models.work import Work


class ReportGroup(models.Model):
    """Several shops whose weeks are also reported together, for who leads or analyses all."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    name = models.CharField(max_length=60)
    shops = models.ManyToManyField(Shop, related_name="report_groups")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    retired_at = models.DateTimeField(null=True, blank=True)


class ReportRun(Work):
    """One weekly workbook of a shop or a group: parameters, versions, file, and what differs.

    Its input is kept beside it, so that it can be made again to the same figures.
    """

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    shop = models.ForeignKey(
        Shop, on_delete=models.CASCADE, null=True, related_name="reports", db_index=False
    )
    group = models.ForeignKey(
        ReportGroup, on_delete=models.CASCADE, null=True, related_name="reports"
    )
    week = models.CharField(max_length=8)  # ISO week such as 2026-W46
    language = models.CharField(max_length=10, default="zh-hans")
    parameters = models.JSONField(default=dict)
    versions = models.JSONField(default=dict)
    cases = models.PositiveIntegerField(null=True, blank=True)
    stored_path = models.CharField(max_length=200, blank=True)  # below the media folder
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    scheduled_for = models.DateField(null=True, blank=True)  # the Monday, for scheduled runs
    sentences = models.JSONField(default=list, blank=True)  # Reasons, as the report said them
    since_last = models.JSONField(default=list, blank=True)  # Reasons: what an earlier one had else

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "week", "language", "scheduled_for"],
                condition=Q(scheduled_for__isnull=False),
                name="a_weekly_report_is_scheduled_once",
            ),
            models.UniqueConstraint(
                fields=["group", "week", "language", "scheduled_for"],
                condition=Q(scheduled_for__isnull=False),
                name="a_group_s_report_is_scheduled_once",
            ),
            models.CheckConstraint(
                condition=Q(shop__isnull=False, group__isnull=True)
                | Q(shop__isnull=True, group__isnull=False),
                name="a_report_is_of_a_shop_or_of_a_group",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | ~Q(stored_path=""),
                name="a_finished_report_has_a_file",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(state__in=["queued", "running"]),
                name="report_work_to_do",
            ),
            models.Index(fields=["shop", "-created_at"], name="report_newest_first"),
        ]


class ReportInput(models.Model):
    """What a finished report was made from; see `reports.domain.stored_week`."""

    run = models.OneToOneField(ReportRun, on_delete=models.CASCADE, related_name="input")
    packed = models.BinaryField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(packed=b""), name="a_stored_week_holds_something"),
        ]


class Action(models.Model):
    """A corrective action by a department for a cause and a product, with its effect measured."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="actions", db_index=False)
    cause = models.ForeignKey(Cause, on_delete=models.PROTECT, related_name="actions")
    product = models.ForeignKey(
        Product, on_delete=models.PROTECT, null=True, related_name="actions"
    )
    title = models.CharField(max_length=120)
    change = models.TextField(blank=True)  # what will be done differently
    unit = models.CharField(max_length=12)
    # Blank says all of them; what they hold narrows the cases and the measured effect.
    carrier = models.CharField(max_length=40, blank=True, default="")
    warehouse = models.CharField(max_length=60, blank=True, default="")
    batch = models.CharField(max_length=120, blank=True, default="")  # in words: variant, days
    owner_name = models.CharField(max_length=60, blank=True)  # often a person outside the desk
    due_on = models.DateField()
    status = models.CharField(max_length=9, choices=ACTION_STATUS_CHOICES, default="open")
    in_force_on = models.DateField(null=True, blank=True)
    effect = models.JSONField(default=dict, blank=True)  # a Reason with the figures
    measured_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status="open") | Q(status="closed") | Q(in_force_on__isnull=False),
                name="a_fix_in_force_knows_since_when",
            ),
            models.CheckConstraint(
                condition=~Q(status="closed") | Q(closed_at__isnull=False),
                name="a_closed_action_knows_when",
            ),
        ]
        indexes = [models.Index(fields=["shop", "status", "due_on"], name="action_by_due")]


class ActionCase(models.Model):
    """A case given to a unit with an action, so that it sees what it is to end."""

    action = models.ForeignKey(
        Action, on_delete=models.CASCADE, related_name="attached", db_index=False
    )
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["action", "case"], name="a_case_is_attached_to_an_action_once"
            ),
        ]


class WeekMark(models.Model):
    """A week of a shop whose figures changed; triggers append it, counting takes it away."""

    # No constraint in the database: rows that vanish with their shop leave marks too.
    shop = models.ForeignKey(
        Shop, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    monday = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["shop", "monday"], name="marks_of_a_week")]


class WeekRollup(models.Model):
    """One counted week of a shop; its cells and sales make the reports page."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+", db_index=False)
    monday = models.DateField()
    reviews = models.PositiveIntegerField(default=0)
    low = models.PositiveIntegerField(default=0)  # of these neutral or bad when their case opened
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "monday"], name="a_week_of_a_shop_is_counted_once"
            ),
            models.CheckConstraint(
                condition=Q(low__lte=models.F("reviews")), name="low_reviews_are_reviews"
            ),
        ]


class RollupCell(models.Model):
    """The cases of one main cause and one product in a week; see `reports.domain.cells.Facts`."""

    rollup = models.ForeignKey(WeekRollup, on_delete=models.CASCADE, related_name="cells")
    cause = models.ForeignKey(Cause, on_delete=models.CASCADE, null=True, related_name="+")
    product = models.ForeignKey(Product, on_delete=models.CASCADE, null=True, related_name="+")
    cases = models.PositiveIntegerField()
    bad = models.PositiveIntegerField()
    neutral = models.PositiveIntegerField()
    in_time = models.PositiveIntegerField()
    contacted = models.PositiveIntegerField()
    solved = models.PositiveIntegerField()
    remedied = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    promised_fen = models.PositiveBigIntegerField()
    paid_fen = models.PositiveBigIntegerField()
    contacted_solved = models.PositiveIntegerField()
    contacted_remedied = models.PositiveIntegerField()
    contacted_changed = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "rollup",
                Coalesce("cause", 0),
                Coalesce("product", 0),
                name="a_week_has_each_cell_once",
            ),
            models.CheckConstraint(condition=Q(cases__gt=0), name="a_cell_has_cases"),
        ]


class RollupSale(models.Model):
    """Units of a product ordered in a week, unpaid and closed orders left out."""

    rollup = models.ForeignKey(
        WeekRollup, on_delete=models.CASCADE, related_name="sales", db_index=False
    )
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+")
    units = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rollup", "product"], name="a_week_has_each_products_sales_once"
            ),
        ]


class Alarm(models.Model):
    """A cause of a product that jumped on one day, beyond what chance does among all causes."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="spikes")
    cause = models.ForeignKey(Cause, on_delete=models.PROTECT, related_name="+")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, null=True, related_name="+")
    day = models.DateField()
    cases = models.PositiveIntegerField()
    expected = models.FloatField()
    chance = models.FloatField()  # of as many cases or more where nothing has changed
    first_cases = models.JSONField(default=list)  # public ids of the first cases of the day
    batch = models.JSONField(default=dict, blank=True)  # a Reason, where the cases share something
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "shop", "cause", Coalesce("product", 0), "day", name="a_day_alarms_once_a_cell"
            ),
            models.CheckConstraint(
                condition=Q(seen_at__isnull=True, seen_by__isnull=True)
                | Q(seen_at__isnull=False, seen_by__isnull=False),
                name="a_seen_alarm_names_who_saw_it",
            ),
        ]
        indexes = [
            models.Index(
                fields=["shop", "-day"], condition=Q(seen_at__isnull=True), name="alarm_not_seen"
            ),
        ]


class Receiver(models.Model):
    """Where the scheduled reports of a shop or of a group of shops are announced.

    A robot of a chat, or a mail address.
    """

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, null=True, related_name="receivers")
    group = models.ForeignKey(
        ReportGroup, on_delete=models.CASCADE, null=True, related_name="receivers"
    )
    kind = models.CharField(max_length=8, choices=RECEIVER_CHOICES)
    name = models.CharField(max_length=60)
    address = EncryptedTextField()  # the robot's whole address, or the mail address
    secret = EncryptedTextField(blank=True, default="")  # signs messages to DingTalk and Feishu
    language = models.CharField(max_length=10, default="zh-hans")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["dingtalk", "wecom", "feishu", "mail"]),
                name="a_receiver_is_of_a_known_kind",
            ),
            models.CheckConstraint(
                condition=Q(shop__isnull=False, group__isnull=True)
                | Q(shop__isnull=True, group__isnull=False),
                name="a_receiver_is_of_a_shop_or_of_a_group",
            ),
        ]
        indexes = [
            models.Index(
                fields=["shop"], condition=Q(retired_at__isnull=True), name="receivers_in_use"
            ),
        ]


class Delivery(Work):
    """One announcement of one report to one receiver; sent again until it is taken."""

    run = models.ForeignKey(
        ReportRun, on_delete=models.CASCADE, related_name="deliveries", db_index=False
    )
    receiver = models.ForeignKey(Receiver, on_delete=models.CASCADE, related_name="deliveries")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "receiver"], name="a_receiver_hears_of_a_report_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(state__in=["queued", "running"]),
                name="delivery_to_do",
            ),
        ]
