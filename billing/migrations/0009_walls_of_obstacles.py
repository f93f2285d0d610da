"""The policy of obstacles: what keeps an answer from being carried out is the desk's own."""

from django.db import migrations

from common.walls import STAFF_ONLY, wall


class Migration(migrations.Migration):
    dependencies = [("billing", "0008_answers_that_cannot_be_carried_out"), ("accounts", "0003_walls")]

    operations = [wall("billing_obstacle", STAFF_ONLY)]
