"""Hours of a retainer that run out: told at 90 %, asked before more is done, consent given by the link of a mail."""

import re

from tests.journeys.visiting import log_time

TITLE = "Rates are wrong on the invoice screen"
RATE = "£95.00"  # an hour beyond the allowance
ALLOWANCE = 4  # hours
NEAR = "Your hours are nearly used up"


def hours_that_run_out(rita, engineer, manager, day):
    """`engineer` works on what `rita` filed; her line blocks what is beyond its hours, and she is the approver."""
    engineer.go("desk/queue/")
    engineer.press(TITLE)
    ticket = engineer.page.url
    log_time(engineer, day, "10:00-13:45", "3h 45m covered by Support hours, 15m left after")
    mail_of(rita, NEAR)  # the desk asks by itself

    manager.page.goto(ticket)
    _ask(manager)
    engineer.page.goto(ticket)
    engineer.reads("Waiting for consent. The clocks of the work stand still until then.")
    engineer.reads("Waiting for consent to go over the hours: no due time until it goes on", "aside")

    number = engineer.page.locator("header.ticket-head .num").first.inner_text()
    _consent(rita, mail_of(rita, f"May we go on with #{number} beyond your hours?"))
    engineer.page.reload()
    assert not engineer.page.locator("body").get_by_text("Waiting for consent to go over").count()
    log_time(engineer, day, "13:45-15:00", f"1h charged at {RATE} an hour")
    engineer.reads("Charged", "aside table")


def mail_of(member, subject):
    """The link in the mail of that subject to this member, which the desk sends by itself."""
    for _ in range(200):
        if mails := member.desk.mails_to(member.member.person.email, subject):
            return re.search(r"http://\S+", mails[0].get_content())[0]
        member.page.wait_for_timeout(200)
    raise AssertionError(f"no mail “{subject}” came")


def _ask(manager):
    page = manager.page
    manager.press("Ask for consent")
    page.fill("input[name=hours]", "2")
    page.fill("textarea[name=note]", "The fix needs a change in the tariff table as well.")
    manager.press("Ask the client")
    manager.reads("£190.00")


def _consent(rita, link):
    assert "/consent/link/" in link
    rita.sign_in(at=link)
    rita.reads("May we go beyond your hours?")
    rita.reads("£190.00")
    rita.press("Approve")
    rita.reads("Answered by")
