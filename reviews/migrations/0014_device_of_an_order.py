from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reviews", "0013_pictures_and_warehouses")]

    operations = [
        migrations.AddField("order", "device", models.CharField(blank=True, max_length=6)),
    ]
