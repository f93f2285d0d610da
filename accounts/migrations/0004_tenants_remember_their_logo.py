"""A tenant knows which logo it shows."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_walls")]

    operations = [
        migrations.AddField("tenant", "logo_version", models.CharField(blank=True, db_default="", default="", max_length=16)),
    ]
