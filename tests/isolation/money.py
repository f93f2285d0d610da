"""The objects of the matrix about money: a draft, an issued invoice with a payment, a proforma."""

from datetime import UTC, date, datetime
from decimal import Decimal

from accounts.tenancy import acting_as
from billing import actions
from billing.actions import Charge
from billing.actions.effects import move
from billing.queries import default_entity

BILLED_AT = datetime(2026, 6, 8, 8, 0, tzinfo=UTC)


def billed(boss, client, canary):
    """Kind -> object, all of the client; the legal entity is the tenant's."""
    with acting_as(boss):
        entity = default_entity(boss.tenant_id) or _entity(boss)
        actions.save_profile(client=client, name=f"Billed {canary}", address=canary, by=boss, at=BILLED_AT)
        charge = Charge(description=f"Work {canary}", quantity=Decimal(2), unit="hour", unit_price=Decimal(80))

        def draft(kind="invoice"):
            return actions.start_draft(client=client, kind=kind, charges=[charge], note=f"Note {canary}", by=boss, at=BILLED_AT)

        issued = actions.issue_invoice(invoice=draft(), by=boss, at=BILLED_AT)
        proforma = actions.issue_invoice(invoice=draft("proforma"), by=boss, at=BILLED_AT)
        paid = actions.record_payment(
            invoice=issued, amount=Decimal(10), received_on=date(2026, 6, 8), reference=canary, by=boss, at=BILLED_AT
        )
        move(client, "EUR", Decimal(5), "overpaid", note=canary, by=boss, at=BILLED_AT)
        waiting = draft()
        line = waiting.lines.get()
    return {
        "draft invoice": waiting,
        "issued invoice": issued,
        "proforma": proforma,
        "invoice line": line,
        "payment": paid,
        "legal entity": entity,
    }


def _entity(boss):
    entity = actions.save_entity(name=f"{boss.tenant.name} Ltd", address="1 Matrix Street", by=boss, at=BILLED_AT)
    actions.set_rate(entity=entity, category="standard", percent=Decimal(20), valid_from=date(2011, 1, 4), by=boss, at=BILLED_AT)
    return entity
