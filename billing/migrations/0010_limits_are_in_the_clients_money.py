"""Spending limits that were entered without a currency are in that of the client's newest contract, else of who invoices."""

from django.db import migrations

MONEY = """
UPDATE accounts_{table} approver SET spending_currency = COALESCE(
  (SELECT contract.currency FROM contracts_contract contract
   WHERE contract.tenant_id = approver.tenant_id AND contract.client_id = approver.client_id AND contract.stage = 'accepted'
   ORDER BY contract.starts_on DESC, contract.id DESC LIMIT 1),
  (SELECT entity.currency FROM billing_legalentity entity WHERE entity.tenant_id = approver.tenant_id AND entity.is_default),
  spending_currency)
WHERE spending_limit IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0009_walls_of_obstacles"),
        ("accounts", "0010_spending_limits_have_a_currency"),
        ("contracts", "0005_agreements_in_versions"),
    ]

    operations = [migrations.RunSQL([MONEY.format(table=table) for table in ("membership", "invitation")], migrations.RunSQL.noop)]
