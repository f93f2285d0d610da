"""`manage.py seed_demo`: the sample data of the demo, once."""

from django.core.management.base import BaseCommand

from common import wallclock
from supportdesk.demo.story.telling import tell


class Command(BaseCommand):
    help = "Fill an empty desk with two support companies, eight clients and some 120 tickets. Does nothing the second time."

    def handle(self, **options):
        begun = wallclock.now()
        if tell(begun, say=self.stdout.write):
            self.stdout.write(f"Sample data is there, after {(wallclock.now() - begun).seconds} s.")
        else:
            self.stdout.write("Sample data is there already.")
