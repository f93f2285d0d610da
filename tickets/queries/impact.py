"""What a change of a tier or of support hours would do to open tickets, before anything is published (S-33, S-34)."""

from dataclasses import replace
from functools import cache
from uuid import UUID

from accounts.models import Client
from slas.happenings import Happening, Kind
from slas.hours import Hours
from slas.keys import parsed_key, terms_key
from slas.queries import calendars_by_kind, load_terms, newest_pins
from slas.terms import Target
from tickets.queries.retargets import frozen_contracts, histories_of, tickets_on_calendar, tickets_on_tier
from tickets.retargeting.comparing import Before, Impact, compared, summed_up
from tickets.retargeting.swift import Swift

NEW = "|new"  # what the unpublished terms are called while they are folded: the old key and this
NO_VERSION = UUID(int=0)
READ = ("pk", "number", "title", "severity", "status", "client_id", "contract_id", "received_at", "event_count", "replay_state")


def impact_of_tier(member, tier, *, hours, targets, at, **contents) -> Impact:
    """What publishing this would do to the open tickets on the tier at `at`; frozen contracts are counted apart.

    `hours` (severity -> kind of hours) and `targets` are those of `slas.actions.publish_tier`, `contents` more fields of
    `Terms` (warnings, pauses …). Nothing is written.
    """
    rows, frozen = tickets_on_tier(member.tenant_id, tier.pk), frozen_contracts(member.tenant_id, tier.pk)
    kept = rows.filter(contract__in=frozen).count() if frozen else 0
    promises = _promises(member.tenant_id, hours, targets)

    def terms_after(key, terms):
        return promises(parsed_key(key).calendars, terms, contents)

    return _impact(member, rows.exclude(contract__in=frozen) if frozen else rows, terms_after, at, frozen=kept)


def impact_of_hours(member, calendar, version, *, at, is_correction=False) -> Impact:
    """What another version (a `HoursVersion`) of a calendar would do to open tickets whose promises name it.

    A correction counts from the version's `since`, also before `at`, and every stretch anew.
    """
    calendar_id = str(calendar.pk)

    def terms_after(key, terms):
        timeline = Hours.of([*terms.hours[calendar_id].versions, version])
        return replace(terms, hours={**terms.hours, calendar_id: timeline})

    rows = tickets_on_calendar(member.tenant_id, calendar_id)
    return _impact(member, rows, terms_after, at, facts={"recount": True} if is_correction else {})


def _impact(member, rows, terms_after, at, *, frozen=0, facts=None) -> Impact:
    """Fold each ticket as it is and as it would be, with the terms of each key made once."""
    tickets = [Before(*values) for values in rows.values_list(*READ)]
    old = load_terms(member.tenant_id, {ticket.terms for ticket in tickets})
    terms = old | {f"{key}{NEW}": terms_after(key, known) for key, known in old.items()}
    histories = Histories(member.tenant_id, tickets, terms)
    swift = cache(lambda key: None if facts else Swift(terms[key], terms[f"{key}{NEW}"], f"{key}{NEW}", at))
    found = []
    for ticket in tickets:
        change = {**(facts or {}), "terms": f"{ticket.terms}{NEW}"}
        new = Happening(max(at, ticket.received_at), Kind.RETARGETED, ticket.event_count + 1, change)
        found.append(compared(ticket, new, terms, at, histories.of, swift(ticket.terms) if new.at == at else None))
    clients = dict(Client.objects.visible_to(member).filter(pk__in={t.client_id for t in tickets}).values_list("pk", "name"))
    return summed_up(found, clients, frozen)


class Histories:
    """The happenings of tickets whose stored state does not suffice, all read at once when the first is asked for."""

    def __init__(self, tenant_id, tickets, terms):
        self.tenant_id, self.tickets, self.terms = tenant_id, tickets, terms
        self._found = None

    def of(self, ticket):
        """All that happened to a ticket; the terms that it names are loaded beside the others."""
        if self._found is None:
            self._found = histories_of(self.tenant_id, [each.pk for each in self.tickets])
            named = {each.facts["terms"] for found in self._found.values() for each in found if "terms" in each.facts}
            self.terms |= load_terms(self.tenant_id, named - set(self.terms))
        return self._found[ticket.pk]


def _promises(tenant_id, hours, targets):
    """Targets on the calendars of a ticket's own terms; what these lack is taken as the tenant chooses today."""
    own = [str(each) for each in (_calendar_of(target) for target in targets) if each]
    chosen = {kind: str(calendar) for kind, calendar in calendars_by_kind(tenant_id, None).items()}
    wanted = {*own, *(chosen[kind] for kind in hours.values() if kind in chosen)}
    pins = newest_pins(tenant_id, wanted, None)
    key = terms_key(NO_VERSION, {}, pins)
    today = load_terms(tenant_id, [key])[key].hours

    def promised(calendars, terms, contents):
        known, here = {**today, **terms.hours}, {**chosen, **calendars}
        wanted = {}
        for target in targets:
            if not target.get("is_option"):
                calendar = str(_calendar_of(target) or here[hours[target["severity"]]])
                kind = target.get("ticket_type")
                cell = (target["metric"], target["severity"], kind.code if kind else None)
                wanted[cell] = Target(target["amount"], target["unit"], calendar)
        return replace(terms, **{"targets": wanted, "hours": known, **contents})

    return promised


def _calendar_of(target):
    return target.get("calendar_id") or (target["calendar"].pk if target.get("calendar") else None)
