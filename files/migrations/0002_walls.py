"""The policies of files; a tenant's logo is readable before sign-in."""

from django.db import migrations

from common.walls import CLIENT_PUBLIC, INSIDE, STAFF, wall


class Migration(migrations.Migration):
    dependencies = [("files", "0001_initial"), ("accounts", "0003_walls")]

    operations = [
        wall("files_file", CLIENT_PUBLIC),
        wall("files_branding", using=INSIDE, check=f"{INSIDE} AND {STAFF}", grants="SELECT, INSERT, UPDATE"),
    ]
