from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reviews", "0012_quick_search_and_news")]

    operations = [
        migrations.AddField("order", "warehouse", models.CharField(blank=True, max_length=60)),
        migrations.AddField("review", "image_links", models.JSONField(blank=True, default=list)),
    ]
