from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("billing", "0010_limits_are_in_the_clients_money"),
    ]

    operations = [
        migrations.RenameField(
            model_name="consentrequest",
            old_name="parks_work",
            new_name="holds_work",
        ),
    ]
