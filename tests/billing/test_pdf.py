"""The pages of documents: PDF/A, drawn from the frozen content alone, the same bytes each time."""

import hashlib
import re
import zlib
from pathlib import Path

import pytest
from django.conf import settings

from billing import actions
from billing.models import Invoice
from billing.pdf import drawn, page_of
from tests.billing.conftest import EX_C2, item

pytestmark = pytest.mark.django_db


def kept(invoice):
    return (Path(settings.MEDIA_ROOT) / invoice.pdf.path).read_bytes()


def test_ex_c2_the_pages_show_291_25_and_58_25_and_349_50(issued):
    page = page_of(issued(*EX_C2).content)

    assert page["sums"] == [["Subtotal", "£291.25"], ["VAT 20%", "£58.25"]]
    assert page["grand"] == ["Total due", "£349.50"]
    assert [line["amount"] for line in page["lines"]] == ["£67.50", "£168.75", "£55.00"]


def test_the_kept_file_is_drawn_from_the_frozen_content_and_the_same_each_time(issued, entity, books, nine_oclock):
    invoice = issued(*EX_C2)
    actions.save_entity(entity=entity, name="Renamed Ltd", footer="Other", by=books, at=nine_oclock)

    paper = kept(invoice)

    assert paper == drawn(Invoice.objects.get(pk=invoice.pk).content)
    assert invoice.pdf.sha256 == hashlib.sha256(paper).hexdigest()
    assert (invoice.pdf.name, invoice.pdf.content_type) == ("INV-2026-000001.pdf", "application/pdf")


def test_it_is_a_pdf_a_3b(issued):
    paper = kept(issued(item(10)))

    assert paper.startswith(b"%PDF-1.7")
    assert b"<pdfaid:part>3</pdfaid:part>" in paper and b"<pdfaid:conformance>B</pdfaid:conformance>" in paper


HOSTILE = '#panic("x") *bold* $x^2$ \\ `raw` @ref <label> // comment [x] "quoted" #read("/etc/passwd")'


def test_what_people_type_stays_text(issued, entity, books, nine_oclock):
    actions.save_entity(
        entity=entity, name=HOSTILE[:160], address=HOSTILE, bank=HOSTILE, footer=HOSTILE, by=books, at=nine_oclock
    )

    assert kept(issued(item(10, HOSTILE, detail=HOSTILE), note=HOSTILE, order_reference=HOSTILE[:60])).startswith(b"%PDF")


def test_letters_that_the_fonts_lack_hold_nothing_up(issued, books, kestrel, nine_oclock):
    actions.save_profile(client=kestrel, name="株式会社ケストレル 😀", address="东京 \u0627\u0644 \x07", by=books, at=nine_oclock)

    invoice = issued(item(10, "Zażółć gęślą jaźń · Ελληνικά · Кириллица · ₿ ⌘"))

    assert kept(invoice).startswith(b"%PDF")
    assert invoice.content["buyer"]["name"] == "株式会社ケストレル 😀"


def test_long_documents_run_over_pages_and_name_each(issued):
    paper = kept(issued(*[item(1, f"Line {number}", detail="long " * 40) for number in range(60)]))

    assert len(re.findall(rb"/Type\s*/Page\b", inflated(paper))) > 3


def inflated(paper):
    """The PDF with its compressed streams spelled out beside."""
    found = [paper]
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", paper, re.S):
        try:
            found.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return b"".join(found)
