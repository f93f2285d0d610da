"""An entry of time remembers whether its contract covered it when it was logged (C-08)."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tickets', '0017_wall_of_cover'),
    ]

    operations = [
        migrations.AddField(
            model_name='timeentry',
            name='is_covered',
            field=models.BooleanField(default=True),
        ),
    ]
