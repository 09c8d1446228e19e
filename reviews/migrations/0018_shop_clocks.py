import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

KINDS = [
    ("change_window", "Change window"),
    ("number_expiry", "Number expiry"),
    ("reply_limit", "Reply limit"),
]


class Migration(migrations.Migration):
    dependencies = [("reviews", "0017_merges_taken_back")]

    operations = [
        migrations.CreateModel(
            name="ShopClock",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(choices=KINDS, max_length=15)),
                ("days", models.PositiveSmallIntegerField()),
                ("valid_from", models.DateField()),
                ("source", models.CharField(max_length=200)),
                (
                    "shop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="clocks",
                        to="reviews.shop",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("shop", "kind", "valid_from"),
                        name="a_shop_sets_a_clock_once_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("days__gte", 1)),
                        name="a_clock_of_a_shop_runs_a_day_at_least",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalShopClock",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(choices=KINDS, max_length=15)),
                ("days", models.PositiveSmallIntegerField()),
                ("valid_from", models.DateField()),
                ("source", models.CharField(max_length=200)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")],
                        max_length=1,
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "shop",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="reviews.shop",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical shop clock",
                "verbose_name_plural": "historical shop clocks",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
    ]
