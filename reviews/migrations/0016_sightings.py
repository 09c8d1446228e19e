import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


def carry_over(apps, schema_editor):
    quote = schema_editor.quote_name
    schema_editor.execute(
        f"INSERT INTO {quote('reviews_sighting')} (review_id, seen_at) "
        f"SELECT id, last_seen_at FROM {quote('reviews_review')} "
        "WHERE last_seen_at > first_seen_at"
    )


def carry_back(apps, schema_editor):
    quote = schema_editor.quote_name
    schema_editor.execute(
        f"UPDATE {quote('reviews_review')} SET last_seen_at = COALESCE("
        f"(SELECT seen_at FROM {quote('reviews_sighting')} WHERE review_id = id), first_seen_at)"
    )


class Migration(migrations.Migration):
    dependencies = [("reviews", "0015_queue_by_when_callable")]

    operations = [
        migrations.CreateModel(
            name="Sighting",
            fields=[
                (
                    "review",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="sighting",
                        serialize=False,
                        to="reviews.review",
                    ),
                ),
                ("seen_at", models.DateTimeField()),
            ],
        ),
        # So that the way back can add the column; no statement of its own.
        migrations.AlterField(
            "review", "last_seen_at", models.DateTimeField(default=django.utils.timezone.now)
        ),
        migrations.RunPython(carry_over, carry_back),
        migrations.RemoveField("review", "last_seen_at"),
    ]
