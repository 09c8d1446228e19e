"""A plan is asked for by a row of its own, no longer by a mark on the shop."""

from django.db import migrations, models
from django.db.models import Max


def marks_to_rows(apps, schema_editor):
    shops = apps.get_model("reviews", "Shop").objects.filter(plan_requested_at__isnull=False)
    requests = apps.get_model("reviews", "PlanRequest").objects
    for pk, asked_at in shops.values_list("pk", "plan_requested_at"):
        requests.create(shop_id=pk, asked_at=asked_at)


def rows_to_marks(apps, schema_editor):
    requests = apps.get_model("reviews", "PlanRequest").objects
    shops = apps.get_model("reviews", "Shop").objects
    for pk, asked_at in requests.values_list("shop").annotate(Max("asked_at")):
        shops.filter(pk=pk).update(plan_requested_at=asked_at)


class Migration(migrations.Migration):
    dependencies = [("reviews", "0019_snoozed_cases")]

    operations = [
        migrations.CreateModel(
            name="PlanRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                (
                    "shop",
                    models.ForeignKey(
                        on_delete=models.deletion.CASCADE,
                        related_name="plan_requests",
                        to="reviews.shop",
                    ),
                ),
            ],
        ),
        migrations.RunPython(marks_to_rows, rows_to_marks),
        migrations.RemoveField(model_name="shop", name="plan_requested_at"),
    ]
