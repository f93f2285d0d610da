"""A client with invoices is not deleted by any door."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError

from accounts import actions as accounts
from accounts.models import Client
from common.errors import DomainError
from tests.billing.conftest import item

pytestmark = pytest.mark.django_db


def test_a_client_with_invoices_is_not_deleted_and_it_is_said_why(issued, books, kestrel, nine_oclock):
    issued(item(10))

    with pytest.raises(DomainError, match="must be kept, and stays. Make it inactive"):
        accounts.delete_client(client=kestrel, by=books, at=nine_oclock)
    with pytest.raises(ProtectedError) as kept, transaction.atomic():
        kestrel.delete()

    assert "Invoice.client" in str(kept.value)
    assert Client.objects.filter(pk=kestrel.pk).exists()


def test_nor_by_sql(issued, kestrel):
    issued(item(10))

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_client WHERE id = %s", [kestrel.pk])
