"""Work that no contract covers: filed, quoted, accepted, worked up to the amount, held beyond it, released, invoiced."""

import re
from io import BytesIO

from pypdf import PdfReader

from tests.journeys.visiting import log_time

TITLE = "A label for the new carrier"
RATE, TAX = "£87.35", 20  # an hour at level 2; in percent
FIRST = {"hours": "1.5", "net": "£131.03"}  # 131.025, half up
CHANGED = {"hours": "2.5", "net": "£218.38", "tax": "£43.68", "total": "£262.06"}  # 218.375 and 43.676, half up


def quoted_work(ann, petra, engineer, manager, day):
    """`ann` files it, `petra` approves for the company, `engineer` does it on `day`, `manager` sells it."""
    number = _file_uncovered(ann)
    ticket = _quote(manager, number)
    _approve(petra, FIRST["net"])

    engineer.page.goto(ticket)
    engineer.reads("Accepted", "aside")
    log_time(engineer, day, "10:00-11:30", f"1h 30m charged at {RATE} an hour")
    log_time(engineer, day, "11:30-12:30", "1h held: it would go over the amount that was accepted")
    engineer.reads("1h held", "aside")

    _order_change(manager, ticket)
    _approve(petra, CHANGED["net"])
    _find_released(engineer, ticket)
    _approve_time(manager)
    invoice = _invoice(manager, ticket)
    _read_invoice(petra, invoice)


def _file_uncovered(ann):
    page = ann.go("portal/")
    page.get_by_role("link", name="New ticket").first.click()
    page.fill("input[name=title]", TITLE)
    page.fill("textarea[name=body]", "The carrier wants its own label from next month on. Please build it.")
    page.select_option("select[name=type]", label="Improvement")
    page.check("input[name=severity][value=minor]", force=True)
    ann.press("Send ticket")
    ann.reads("Not covered")
    ann.reads("Your contract does not cover work of this kind: improvements.")
    ann.reads("We come back to you with a quote or a decision before any work that costs money.")
    return re.search(r"#(\d+)", page.locator("main").inner_text())[1]


def _quote(manager, number):
    page = manager.go("desk/queue/")
    manager.press(TITLE)
    ticket = page.url
    assert number in page.locator("header.ticket-head").inner_text()
    manager.press("Write a quote")
    page.fill("input[name=line_0-description]", "Label layout")
    page.select_option("select[name=line_0-level]", "2")
    page.fill("input[name=line_0-hours]", FIRST["hours"])
    manager.reads(FIRST["net"])
    manager.press("Save draft")
    manager.press("Send to client")
    manager.reads("Waits for approval")
    return ticket


def _approve(petra, net):
    page = petra.go("portal/")
    petra.reads(net)
    with page.expect_navigation():
        page.get_by_role("link", name=re.compile("^Read Q")).first.click()
    petra.press("Approve quote")
    petra.reads(f"Approve {net}?")
    petra.press("Approve quote", within=page.locator("dialog"))
    petra.reads("Approved by Petra")


def _order_change(manager, ticket):
    page = manager.page
    page.goto(ticket)
    manager.reads("1h held", "aside")
    with page.expect_navigation():
        page.get_by_role("link", name=re.compile("^Q.*" + TITLE)).click()
    manager.press("Change order")
    page.fill("input[name=line_0-hours]", CHANGED["hours"])
    manager.reads(CHANGED["total"])
    manager.press("Save draft")
    manager.press("Send to client")


def _find_released(engineer, ticket):
    engineer.page.goto(ticket)
    entries = engineer.page.locator("aside table").get_by_text("Charged")
    for _ in range(100):
        if entries.count() == 2:
            break
        engineer.page.wait_for_timeout(200)
        engineer.page.reload()
    assert entries.count() == 2 and not engineer.page.locator("aside").get_by_text("1h held").count()


def _approve_time(manager):
    page = manager.go("manage/time/")
    boxes = page.get_by_role("checkbox", name=re.compile("^Approve .* by Duty"))
    assert boxes.count() == 2
    for box in boxes.all():
        box.check()
    manager.press("Approve what is ticked")
    manager.reads("2 entries approved", "body")


def _invoice(manager, ticket):
    page = manager.page
    page.goto(ticket)
    with page.expect_navigation():
        page.get_by_role("link", name=re.compile("^Q.*" + TITLE)).click()
    manager.press("Draft the invoice")
    manager.reads(CHANGED["total"])
    manager.press("Issue")
    manager.reads(CHANGED["total"])
    manager.press("Issue")
    return re.search(r"INV-\d+-\d+", page.locator("h1").inner_text())[0]


def _read_invoice(petra, number):
    page = petra.go("portal/")
    petra.press("Invoices")
    petra.press(number)
    with page.expect_download() as download:
        page.get_by_role("link", name="PDF").click()
    assert download.value.suggested_filename == f"{number}.pdf"
    with open(download.value.path(), "rb") as file:
        paper = PdfReader(BytesIO(file.read()))
    words = " ".join(" ".join(sheet.extract_text() for sheet in paper.pages).split())
    assert number in words and RATE in words
    for each in ("net", "tax", "total"):
        assert CHANGED[each] in words, f"{CHANGED[each]} is not in {words}"
    assert re.search(rf"Total due\s*{re.escape(CHANGED['total'])}", words)
