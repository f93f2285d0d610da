"""`manage.py check_deployment`: is this installation sound?"""

from django.core.management.base import BaseCommand, CommandError

from supportdesk.deployment import findings


class Command(BaseCommand):
    help = "Check roles, row-level security, migrations, the broker and the beat; exits with 1 when something is amiss."
    requires_migrations_checks = False

    def handle(self, **options):
        amiss = 0
        for finding in findings():
            amiss += not finding.is_well
            self.stdout.write(f"{'ok   ' if finding.is_well else 'AMISS'}  {finding.what}")
            if not finding.is_well:
                self.stdout.write(f"       {finding.advice}")
        if amiss:
            raise CommandError(f"{amiss} of these must be mended.")
