from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reviews", "0014_device_of_an_order")]

    operations = [
        migrations.RemoveIndex(model_name="case", name="case_queue"),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("status", "open")),
                fields=["shop", "-advantage", "id", "callable_from"],
                name="case_queue",
            ),
        ),
    ]
