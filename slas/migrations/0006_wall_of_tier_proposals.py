"""The policy of proposals: the staff's own affair until they are published."""

from django.db import migrations

from common.walls import STAFF_ONLY, wall


class Migration(migrations.Migration):
    dependencies = [("slas", "0005_tiers_hold_rules_and_pauses_and_are_proposed")]

    operations = [wall("slas_tierproposal", STAFF_ONLY)]
