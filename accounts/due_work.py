"""The one question that the system role answers: which tenants have due work."""

from django.db import connections


def tenants_with(table: str, condition: str, parameters: list) -> list:
    """Ids of the tenants with rows of `table` under `condition`, both constants of the calling task."""
    with connections["system"].cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT tenant_id FROM {table} WHERE {condition}", parameters)
        return [row[0] for row in cursor.fetchall()]
