"""Every route of the product: what its parameters name, and what a rightful form holds. A route missing here fails the build."""

from tests.isolation.contract_routes import CONTRACTS
from tests.isolation.invoice_routes import INVOICES
from tests.isolation.quote_routes import QUOTES
from tests.isolation.route import Route

TICKET, CLIENT, CONTACT, TIER = {"pk": "ticket"}, {"pk": "client"}, {"pk": "contact"}, {"pk": "tier"}
HOURS = {f"hours_{severity}": "24/7" for severity in ("critical", "major", "minor", "question")}
RESOLVED, WAITING, LATE = {"pk": "resolved ticket"}, {"pk": "waiting ticket"}, {"pk": "late ticket"}


def a_note(objects):
    return {"kind": "note", "body": "Seen."}


def a_filed_ticket(objects):
    return {
        "client": objects["client"].pk,
        "requester": objects["contact"].pk,
        "source": "phone",
        "received_at": "2026-06-08T09:00",
        "title": "Filed by the matrix",
        "body": "By phone.",
        "severity": "minor",
        "type": objects["ticket type"].pk,
        "product": objects["product"].pk,
        "level": objects["level"].pk,
    }


def a_deployment(objects):
    return {"environment": objects["environment"].pk, "deployed_at": "2026-06-09T09:00", "reference": "8.4.3"}


def a_split(objects):
    said = {"message": objects["late message"].pk, "type": objects["ticket type"].pk}
    return said | {"title": "Split by the matrix", "severity": "minor"}


def an_hourly_rate(objects):
    whose = {"client": objects["client"].pk, "contract": objects["contract"].pk}
    return whose | {"level": objects["level"].pk, "amount": "80", "currency": "GBP"}


def worked(objects):
    """Ten minutes on the day on which the tickets were filed."""
    return {"worked": "07:00-07:10", "on": "2026-06-08", "kind": "non_billable", "level": "2", "activity": "corrective"}


TIME = {"pk": "time entry"}


GUARDED: dict[str, Route] = {
    **CONTRACTS,
    "desk:my-time": Route(),
    "desk:log-time": Route(form=lambda objects: worked(objects) | {"number": objects["ticket"].number}, gets=False),
    "desk:time-entry": Route(TIME),
    "desk:time-correction": Route(TIME, lambda objects: worked(objects) | {"kind": "triage"}, gets=False),
    "desk:time-withdrawal": Route(TIME, lambda objects: {"why": "Twice"}, gets=False),
    "desk:time-move": Route(TIME, lambda objects: {"number": objects["waiting ticket"].number}, gets=False),
    "desk:ticket-time": Route(TICKET, form=worked, gets=False),
    "desk:ticket-timer": Route(TICKET, form=lambda objects: {}, gets=False),
    "desk:ticket-timer-stop": Route(TICKET, form=lambda objects: {}, gets=False),
    "desk:ticket-timer-removal": Route(TICKET, form=lambda objects: {}, gets=False),
    "manage:time": Route(),
    "manage:time-approvals": Route(form=lambda objects: {"entry": [objects["time entry"].pk]}, gets=False),
    "manage:time-rejection": Route(TIME, lambda objects: {"why": "Lunch"}, gets=False),
    "manage:time-free": Route(TIME, lambda objects: {"kind": "goodwill", "reason": "They waited"}, gets=False),
    "portal:home": Route(),
    "portal:tickets": Route(),
    "portal:open-ticket": Route(
        form=lambda objects: {"title": "Matrix ticket", "body": "New", "severity": "minor", "type": objects["ticket type"].pk}
    ),
    "portal:promise": Route(),
    "portal:promises": Route(),
    "portal:ticket": Route(TICKET),
    "portal:environments": Route(),
    "portal:why": Route({"pk": "missed clock"}),
    "portal:messages": Route(TICKET, lambda objects: {"body": "Matrix reply"}, gets=False),
    "portal:reopening": Route({"pk": "resolved ticket"}, lambda objects: {"body": "Matrix reopening"}, gets=False),
    "portal:confirmation": Route(TICKET, lambda objects: {}, gets=False),
    "desk:ticket": Route(TICKET),
    "manage:replay": Route(),
    "desk:why": Route({"pk": "missed clock"}),
    "desk:queue": Route(),
    "desk:take-next": Route(form=lambda objects: {}, gets=False),
    "desk:new-ticket": Route(form=a_filed_ticket),
    "desk:ticket-messages": Route(TICKET, form=a_note, gets=False),
    "desk:ticket-assignment": Route(TICKET, form=lambda objects: {"assignee": objects["staff"].pk}, gets=False),
    "desk:ticket-level": Route(TICKET, form=lambda objects: {"level": objects["level"].pk, "note": "Yours."}, gets=False),
    "desk:ticket-severity": Route(TICKET, form=lambda objects: {"severity": "major"}, gets=False),
    "desk:ticket-type": Route(TICKET, form=lambda objects: {"type": objects["ticket type"].pk}, gets=False),
    "desk:ticket-wait": Route(TICKET, form=lambda objects: {"wait": "waiting_third_party:client"}, gets=False),
    "desk:ticket-no-reply": Route(LATE, form=lambda objects: {"text": "A thank-you."}, gets=False),
    "desk:ticket-workaround": Route(TICKET, form=lambda objects: {"body": "By hand."}, gets=False),
    "desk:ticket-defect": Route(TICKET, form=lambda objects: {"version": ""}, gets=False),
    "desk:ticket-deployment": Route(TICKET, form=a_deployment, gets=False),
    "desk:ticket-slot": Route(TICKET, form=lambda objects: {"version": ""}, gets=False),
    "desk:ticket-slot-end": Route(LATE, form=lambda objects: {"version": ""}, gets=False),
    "desk:ticket-merge": Route(TICKET, form=lambda objects: {"survivor": objects["waiting ticket"].number}, gets=False),
    "desk:ticket-split": Route(LATE, form=a_split, gets=False),
    "desk:ticket-agreed-date": Route(TICKET, form=lambda objects: {"on": "2035-01-01"}, gets=False),
    "desk:ticket-contract": Route(TICKET, form=lambda objects: {"contract": objects["other contract"].pk}, gets=False),
    "desk:ticket-subject": Route(TICKET, form=lambda objects: {"environment": objects["environment"].pk}, gets=False),
    "desk:ticket-cover": Route(
        {"pk": "uncovered ticket"}, form=lambda objects: {"outcome": "goodwill", "reason": "Once."}, gets=False
    ),
    "manage:cover-check": Route(),
    "desk:ticket-voided-breach": Route(
        LATE, form=lambda objects: {"clock": objects["missed clock"].pk, "reason": "Their line was down."}, gets=False
    ),
    "desk:ticket-resumption": Route(WAITING, form=lambda objects: {}, gets=False),
    "desk:ticket-reopening": Route(RESOLVED, form=lambda objects: {"body": "Not yet."}, gets=False),
    "desk:ticket-closure": Route(RESOLVED, form=lambda objects: {}, gets=False),
    "desk:ticket-cancellation": Route(TICKET, form=lambda objects: {"reason": "A duplicate."}, gets=False),
    "portal:attachment": Route({"pk": "attachment"}),
    "desk:attachment": Route({"pk": "attachment"}),
    **{f"{door}:{name}": Route() for door in ("portal", "desk") for name in ("pulse", "notices")},
    **{f"{door}:notices-seen": Route(form=lambda objects: {}, gets=False) for door in ("portal", "desk")},
    "manage:clients": Route(),
    "manage:new-client": Route(form=lambda objects: {"name": "Matrix client new", "time_zone": "Europe/Oslo"}),
    "manage:client": Route(CLIENT),
    "manage:client-details": Route(CLIENT, lambda objects: {"name": "Matrix client renamed", "time_zone": "Europe/Oslo"}),
    "manage:client-notes": Route(CLIENT, lambda objects: {"body": "Noted"}, gets=False),
    "manage:client-products": Route(CLIENT, lambda objects: {"products": [objects["product"].pk]}),
    "manage:new-environment": Route(
        CLIENT, lambda objects: {"product": objects["product"].pk, "name": "Matrix environment", "kind": "test"}
    ),
    "manage:environment": Route({"pk": "environment"}, lambda objects: {"name": "Matrix renamed", "kind": "test"}),
    "manage:client-calendars": Route(CLIENT, lambda objects: {"kind_0": objects["calendar"].pk}),
    "manage:invite-contact": Route(
        CLIENT, lambda objects: {"email": "matrix-new@matrix.example", "name": "New", "contact_role": "user"}
    ),
    "manage:contact": Route(CONTACT, lambda objects: {"name": "Renamed", "contact_role": "manager"}),
    "manage:contact-move": Route(CONTACT, lambda objects: {"to": objects["client"].pk}, gets=False, is_refused=True),
    "manage:contact-departure": Route(CONTACT),
    "manage:invitations": Route(),
    "manage:invitation-withdrawal": Route({"pk": "invitation"}, gets=False),
    "manage:products": Route(),
    "manage:new-product": Route(form=lambda objects: {"name": "Matrix product new"}),
    "manage:product": Route({"pk": "product"}),
    "manage:product-details": Route({"pk": "product"}, lambda objects: {"name": "Matrix product renamed", "is_active": "on"}),
    "manage:new-product-version": Route({"pk": "product"}, lambda objects: {"name": "9.9", "ends_on": "2031-01-31"}),
    "manage:product-version": Route({"pk": "product version"}, lambda objects: {"name": "9.8", "ends_on": "2031-01-31"}),
    "manage:new-contract": Route(),
    "manage:tiers": Route(),
    "manage:new-tier": Route(form=lambda objects: HOURS | {"name": "Matrix tier new"}),
    "manage:tier": Route(TIER),
    "manage:tier-targets": Route(
        TIER, lambda objects: HOURS | {"first_response_critical_0": "1", "based_on": "1", "hotfix_from": "received"}
    ),
    "manage:tier-restoration": Route(TIER | {"number": "tier number"}, lambda objects: {}, gets=False),
    "manage:tier-dry-run": Route(TIER),
    "manage:new-tier-rule": Route(TIER, is_refused=True),
    "manage:tier-rule": Route(TIER | {"key": "tier rule"}, is_refused=True),
    "manage:tier-proposal": Route({"pk": "tier proposal"}),
    "manage:tier-proposal-publication": Route({"pk": "tier proposal"}, lambda objects: {}, gets=False),
    "manage:tier-proposal-refusal": Route({"pk": "tier proposal"}, lambda objects: {"answer": "Not now"}, gets=False),
    "manage:tier-proposal-withdrawal": Route({"pk": "tier proposal"}, lambda objects: {}, gets=False),
    "manage:tier-proposal-base": Route({"pk": "tier proposal"}, lambda objects: {}, gets=False),
    "manage:tier-version": Route(TIER | {"number": "tier number"}),
    "manage:levels": Route(),
    "manage:level": Route({"pk": "level"}, lambda objects: {"accept_critical": "10", "work_critical": "60"}),
    "manage:calendars": Route(),
    "manage:calendar-choices": Route(form=lambda objects: {"kind_0": objects["calendar"].pk}, gets=False, is_refused=True),
    "manage:new-calendar": Route(form=lambda objects: {"name": "Matrix hours", "kind": "8/5", "zone": "Europe/Oslo"}),
    "manage:calendar": Route({"pk": "calendar"}),
    "manage:calendar-hours": Route({"pk": "calendar"}, lambda objects: {"do": "check"}),
    "manage:calendar-correction": Route({"pk": "calendar"}, lambda objects: {"do": "check"}),
    "manage:retargets": Route(),
    "manage:retarget": Route({"pk": "retarget"}),
    "manage:retarget-stop": Route({"pk": "retarget"}, lambda objects: {}, gets=False),
    "manage:retarget-resumption": Route({"pk": "retarget"}, lambda objects: {}, gets=False),
    **{name: Route(**said) for name, said in (QUOTES | INVOICES).items()},
    "manage:rate-cards": Route(),
    "manage:new-hourly-rate": Route(form=an_hourly_rate),
    "admin:staff": Route(),
    "admin:invite-colleague": Route(form=lambda objects: {"email": "new@matrix.example", "name": "New", "roles": ["lead"]}),
    "admin:colleague-invitation-withdrawal": Route({"pk": "staff invitation"}, gets=False),
    "admin:colleague": Route({"pk": "staff"}, lambda objects: {"name": "Renamed", "roles": ["lead"]}),
    "admin:colleague-departure": Route({"pk": "staff"}),
    "admin:settings": Route(form=lambda objects: {"name": "Matrix renamed", "time_zone": "Europe/Oslo"}),
    "admin:logo": Route(form=lambda objects: {"remove": "yes"}, gets=False),
    "admin:levels": Route(form=lambda objects: {f"level_{number}": "Renamed" for number in (1, 2, 3, 4)}),
    "admin:tokens": Route(),
    "admin:new-token": Route(),
    "admin:token-revocation": Route({"pk": "token"}, gets=False),
}

# Routes without a door: why anybody may ask them, and which tests hold them instead.
OPEN = {
    "front-door": "redirects to sign-in or to the workspaces",
    "desk-door": "redirects to the queue, which asks who is there",
    "manage-door": "redirects to the clients, which ask who is there",
    "admin-door": "redirects to the staff, which ask who is there",
    "healthz": "says that the process lives",
    "readyz": "says which part is missing, and no more",
    "schema": "says what the API is, to everybody alike",
    "api-docs": "the same, to read",
    "portal:consent-link": "the signed token in the path leads its own person only (tests/billing)",
    "invitation": "the token in the path is the key (tests/accounts)",
    "logo": "shown on pages before sign-in; holds no secret (tests/admin)",
    "account_workspaces": "the signed-in person's own memberships (tests/accounts)",
    "account_profile": "the signed-in person's own profile (tests/accounts)",
    "account_theme": "the signed-in person's own theme (tests/accounts)",
}
ALLAUTH = ("account_", "mfa_", "usersessions_")  # identity scope: no tenant's table is touched
