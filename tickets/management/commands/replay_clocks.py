"""`manage.py replay_clocks`: every ticket's clocks against a replay of its history."""

from django.core.management.base import BaseCommand, CommandError

from accounts.tenancy import SYSTEM, acting_in, tenant_id_by_slug
from common import wallclock
from tickets.actions import prove_ticket, rebuild_clocks
from tickets.models import Ticket

BATCH = 500


class Command(BaseCommand):
    help = (
        "Replay the history of every ticket from empty and compare the result with the stored clocks."
        " Ends with an error if any differ. Changes nothing, unless --write is given."
    )

    def add_arguments(self, parser):
        parser.add_argument("--tenant", metavar="SLUG", required=True)
        parser.add_argument("--write", action="store_true", help="store what the replay gives where it differs, and log it")

    def handle(self, *, tenant, write, **options):
        tenant_id = tenant_id_by_slug(tenant)
        if tenant_id is None:
            raise CommandError(f"There is no tenant “{tenant}”.")
        done, differing, cursor = 0, 0, None
        with acting_in(tenant_id, SYSTEM):
            total = Ticket.objects.filter(tenant_id=tenant_id).count()
        while True:
            with acting_in(tenant_id, SYSTEM):
                rows = Ticket.objects.filter(tenant_id=tenant_id).select_related("tenant").order_by("id")
                tickets = list((rows.filter(pk__gt=cursor) if cursor else rows)[:BATCH])
                for ticket in tickets:
                    differing += self._prove(ticket, write)
            if not tickets:
                break
            cursor, done = tickets[-1].pk, done + len(tickets)
            self.stderr.write(f"{done} of {total} tickets, {differing} differ")
        self.stdout.write(f"{done} tickets replayed, {differing} differ.")
        if differing and not write:
            raise CommandError("Stored clocks differ from their history. Look at the tickets named above; --write rebuilds them.")

    def _prove(self, ticket, write):
        at = wallclock.now()
        found = prove_ticket(ticket, at=at)
        for each in found:
            self.stdout.write(f"#{each.number} {each.clock}: stored {each.stored}, replayed {each.replayed}")
        if write and (found or not ticket.replay_state.get("engine")):
            rebuild_clocks(ticket=ticket, at=at)
        return bool(found)
