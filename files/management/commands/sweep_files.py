"""Find the bytes that no row names, tenant by tenant, and remove them if told to."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from accounts.tenancy import SYSTEM, acting_in
from common import wallclock
from files.actions.sweeping import is_id, unnamed_bytes


class Command(BaseCommand):
    help = "List stored bytes older than a day that no row names; remove them with --delete."

    def add_arguments(self, parser):
        parser.add_argument("--delete", action="store_true", help="remove them")

    def handle(self, *, delete, **options):
        at, count, size = wallclock.now(), 0, 0
        root = Path(settings.MEDIA_ROOT)
        for folder in sorted(root.iterdir()) if root.exists() else []:
            if not folder.is_dir() or not is_id(folder.name):
                continue
            with acting_in(folder.name, SYSTEM):
                found = unnamed_bytes(tenant_id=folder.name, at=at)
            for place in found:
                count, size = count + 1, size + place.stat().st_size
                self.stdout.write(str(place))
                if delete:
                    place.unlink(missing_ok=True)
        self.stdout.write(f"{count} files, {size} bytes {'removed' if delete else 'that no row names'}")
