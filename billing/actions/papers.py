"""The PDF of an issued document: drawn from its frozen content, kept once."""

from django.core.files.base import ContentFile
from django.db import transaction

from billing.pdf import drawn
from files.actions import stored_for
from files.models import PUBLIC


@transaction.atomic
def keep_pdf(*, invoice, by, at):
    """Draw an issued document from its content alone and keep the file; a second call changes nothing."""
    if invoice.pdf_id is None:
        paper = ContentFile(drawn(invoice.content), name=f"{invoice.number}.pdf")
        tenant_id, client = invoice.tenant_id, invoice.client
        with stored_for(uploads=[paper], client=client, visibility=PUBLIC, by=by, at=at, tenant_id=tenant_id) as (file,):
            invoice.pdf = file
            invoice.save(update_fields=["pdf"])
    return invoice.pdf
