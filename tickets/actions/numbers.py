"""The numbers that people call tickets by."""

from django.db import connection


def take_numbers(tenant_id, count=1):
    """The first of the tenant's next ticket numbers; without gaps as long as nobody rolls back."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO tickets_ticketcounter AS counter (tenant_id, last_number) VALUES (%s, %s)"
            " ON CONFLICT (tenant_id) DO UPDATE SET last_number = counter.last_number + excluded.last_number"
            " RETURNING last_number",
            [tenant_id, count],
        )
        return cursor.fetchone()[0] - count + 1
