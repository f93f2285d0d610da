"""`manage.py import_servicenow`: the incident log of a ServiceNow desk becomes tickets, each once."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from accounts.tenancy import SYSTEM, acting_in, tenant_id_by_slug
from common import wallclock
from common.errors import DomainError
from slas.openhours import UnknownZone, zone_named
from tickets import actions
from tickets.importing.histories import understand
from tickets.importing.mapping import SERVICENOW, LogMapping, MappingRefused
from tickets.importing.rows import LogRefused, read_updates
from tickets.queries.importing import attainment_by_priority, first_administrator, imported_keys, tiers_by_name, warnings_of

BATCH = 50


class Command(BaseCommand):
    help = (
        "Take over the incidents of a ServiceNow log (CSV, one line per update) as tickets with their original instants."
        " Sends nothing to anyone. Safe to repeat, and to go on with after it was stopped."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--tenant", required=True, metavar="SLUG")
        parser.add_argument("--time-zone", required=True, metavar="ZONE", help="of the log's times, such as America/Sao_Paulo")
        parser.add_argument("--tier", required=True, metavar="NAME", help="what clients without a contract are put on")
        parser.add_argument("--mapping", type=Path, default=SERVICENOW, metavar="FILE", help="default: %(default)s")

        parser.add_argument(
            "--batch",
            type=int,
            default=BATCH,
            metavar="N",
            help="tickets in one transaction, all that is lost when stopped",
        )

    def handle(self, *, file, tenant, time_zone, tier, mapping, batch, **options):
        at = wallclock.now()
        try:
            mapping = LogMapping.read(mapping)
            zone = zone_named(time_zone)
            log = self._read(file, mapping, zone)
            tenant_id = tenant_id_by_slug(tenant)
            if tenant_id is None:
                raise CommandError(f"There is no tenant “{tenant}”.")
            with acting_in(tenant_id, SYSTEM):
                by, tier = first_administrator(tenant_id), _tier_named(tenant_id, tier)
                known = imported_keys(tenant_id, mapping.source)
            pending = [history for history in log.histories if history.key not in known]
            self._receive_clients(tenant_id, pending, tier, time_zone, by, at)
            made = 0
            for some in _batches(pending, max(batch, 1)):
                made += self._import(tenant_id, some, mapping, by, at)
                self.stderr.write(f"{made} of {len(pending)} incidents ({some[-1].key})")
        except (MappingRefused, LogRefused, UnknownZone, DomainError) as refusal:
            raise CommandError(str(refusal)) from refusal
        self._tell(tenant_id, mapping, log, made)

    def _read(self, file, mapping, zone):
        try:
            with open(file, encoding="utf-8-sig", errors="surrogateescape", newline="") as lines:
                return understand(read_updates(lines, mapping, zone), mapping)
        except OSError as wrong:
            raise CommandError(f"{file} cannot be read: {wrong.strerror}.") from wrong

    def _receive_clients(self, tenant_id, pending, tier, time_zone, by, at):
        """Clients and contracts first, for all that is to come: a contract begins before its client's first ticket."""
        first_received = {}
        for history in pending:
            first_received[history.client] = min(history.received_at, first_received.get(history.client, history.received_at))
        with acting_in(tenant_id, SYSTEM):
            clients, contracts = actions.receive_clients(
                first_received=first_received, tier=tier, time_zone=time_zone, by=by, at=at
            )
        if pending:
            self.stderr.write(f"{clients} clients and {contracts} contracts made; {len(pending)} tickets to make")

    def _import(self, tenant_id, some, mapping, by, at):
        with acting_in(tenant_id, SYSTEM):
            return actions.import_history(source=mapping.source, histories=some, ticket_type=mapping.ticket_type, by=by, at=at)

    def _tell(self, tenant_id, mapping, log, made):
        """The reconciliation: every row accounted for, and how the promises fared beside the log's own `made_sla`."""
        keys = {history.key for history in log.histories}
        with acting_in(tenant_id, SYSTEM):
            attainment = attainment_by_priority(tenant_id, mapping.source, keys)
            warned = warnings_of(tenant_id, mapping.source, keys)
        out = self.stdout.write
        out(f"Rows read:           {log.rows}")
        out(f"Incidents in them:   {len(log.histories) + len(log.skipped)}")
        out(f"Tickets made:        {made}")
        out(f"Already there:       {len(keys) - made}")
        out(
            f"Incidents skipped:   {len(log.skipped)} (mend the lines below and run again)"
            if log.skipped
            else "Incidents skipped:   0"
        )
        out(f"Broken rows:         {len(log.broken)}")
        for broken in log.broken:
            whose = f" of {broken.number}, which was skipped" if broken.number else ""
            out(f"  line {broken.line}{whose}: {broken.reason}")
        out(f"Logs that contradict themselves: {len(warned)}")
        for key, warnings in warned:
            out(f"  {key}: {' '.join(warnings)}")
        out("")
        out(f"{'Resolution':<16}{'tickets':>8}{'met':>8}{'missed':>8}{'neither':>8}  | {'made_sla TRUE':>13}{'FALSE':>8}")
        for priority, line in attainment.items():
            ours = f"{line.tickets:>8}{line.met:>8}{line.missed:>8}{line.neither:>8}"
            out(f"{priority:<16}{ours}  | {line.theirs_met:>13}{line.theirs_missed:>8}")


def _batches(pending, size):
    return [pending[start : start + size] for start in range(0, len(pending), size)]


def _tier_named(tenant_id, name):
    names = tiers_by_name(tenant_id)
    if name not in names:
        raise CommandError(f"There is no tier “{name}”. Choose one of: {', '.join(names)}.")
    return names[name]
