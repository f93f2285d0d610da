"""Which fields of forms and calls name an object, and of which kind; `test_bodies.py` tries foreign ones in each."""

# route -> field that names an object -> its kind
NAMED = {
    "portal:open-ticket": {"environment": "environment", "product": "product", "type": "ticket type", "follows_up": "ticket"},
    "desk:new-ticket": {
        "client": "client",
        "requester": "contact",
        "type": "ticket type",
        "product": "product",
        "environment": "environment",
        "level": "level",
        "follows_up": "ticket",
    },
    "desk:ticket-deployment": {"environment": "environment"},
    "desk:ticket-subject": {"product": "product", "environment": "environment"},
    "desk:ticket-split": {"message": "late message", "type": "ticket type"},
    "desk:ticket-voided-breach": {"clock": "missed clock"},
    "desk:ticket-contract": {"contract": "other contract"},
    "manage:new-environment": {"product": "product", "version": "product version"},
    "manage:environment": {"version": "product version"},
    "desk:ticket-assignment": {"assignee": "staff"},
    "desk:log-time": {"contract": "contract"},
    "manage:time-approvals": {"entry": "time entry"},
    "desk:ticket-level": {"level": "level"},
    "manage:level": {"calendar": "calendar"},
    "manage:new-hourly-rate": {"level": "level", "client": "client", "contract": "contract"},
    "manage:tier-targets": {"override_0_type": "ticket type", "override_1_type": "ticket type"},
    "manage:new-tier-rule": {"watcher": "staff"},
    "manage:contract-conditions": {
        f"{part}_{line}": kind
        for line in range(3)
        for part, kind in (("tier", "tier"), ("product", "product"), ("ticket_type", "ticket type"))
    },
    "desk:ticket-type": {"type": "ticket type"},
    "manage:client-products": {"products": "product"},
    "manage:client-calendars": {f"kind_{number}": "calendar" for number in range(5)},
    "manage:calendar-choices": {f"kind_{number}": "calendar" for number in range(5)},
    "manage:contact-move": {"to": "client"},
    "manage:new-package": {"tier": "tier", "billing_calendar": "calendar"},
    "manage:package": {"tier": "tier", "billing_calendar": "calendar"},
    "manage:contract-terms": {"billing_calendar": "calendar"},
    "manage:new-contract": {
        "billing_calendar": "calendar",
        "package": "package",
        "account_manager": "staff",
        "client": "client",
        "tier": "tier",
        "products": "product",
        **{f"calendar_{number}": "calendar" for number in range(5)},
    },
    "manage:new-invoice": {"client": "client"},
    "manage:contract-consent": {"line": "line"},
    "desk:ticket-consent": {"line": "line"},
    "manage:new-credit": {"contract": "hours contract"},
    "admin:invite-colleague": {"level": "level"},
    "admin:colleague": {"level": "level"},
    "admin:new-token": {"member": "staff"},
}
# What belongs to a client that staff serve besides: no foreign object to them, but to the client's contacts and forms.
OF_ANOTHER_CLIENT = [("portal:open-ticket", "product"), ("portal:open-ticket", "follows_up"), ("desk:new-ticket", "requester")]
OF_ANOTHER_CLIENT += [("desk:new-ticket", "product"), ("manage:new-contract", "products")]
OF_ANOTHER_CLIENT += [("desk:new-ticket", "follows_up"), ("desk:ticket-deployment", "environment")]
OF_ANOTHER_CLIENT += [("desk:ticket-subject", "environment"), ("desk:ticket-subject", "product")]
OF_ANOTHER_CLIENT += [("portal:open-ticket", "environment"), ("desk:new-ticket", "environment")]
OF_ANOTHER_CLIENT += [("desk:ticket-split", "message"), ("desk:ticket-voided-breach", "clock")]
OF_ANOTHER_CLIENT += [("desk:ticket-contract", "contract"), ("manage:new-environment", "product")]
OF_ANOTHER_CLIENT += [("manage:contract-conditions", "product_0")]
OF_ANOTHER_CLIENT += [("manage:new-environment", "version"), ("manage:environment", "version")]
NOT_STAFF = [("manage:new-tier-rule", "watcher", "contact")]
NOT_STAFF += [("desk:ticket-assignment", "assignee", "contact"), ("desk:new-ticket", "requester", "staff")]
IN_ADDRESS = {("manage:new-contract", "client"), ("manage:new-contract", "package")}

API_NAMED = {
    "type": "ticket type",
    "product": "product",
    "environment": "environment",
    "client": "client",
    "requester": "contact",
}
# (call, field that names an object) -> its kind, and what else the call then says (None: not). A level is named by its number,
# which every tenant has; `api:cover` is asked with an address.
API_BESIDES = {
    ("api:time-entries", "ticket"): ("ticket", {}),
    ("api:time-entries", "contract"): ("contract", {"ticket": None, "activity": "corrective"}),
    ("api:credit-claims", "contract"): ("hours contract", {}),
    ("api:consents", "line"): ("line", {}),
    ("api:consents", "ticket"): ("ticket", {}),
    ("api:quotes", "contract"): ("contract", {}),
    ("api:quotes", "client"): ("client", {"contract": None}),
    ("api:quotes", "ticket"): ("ticket", {"contract": None}),
    ("api:ticket-deployments", "environment"): ("environment", {}),
    ("api:ticket-level", "assignee"): ("staff", {}),
}
API_READERS = {  # what reads bodies and addresses -> its fields that name an object
    "NewTicket": set(API_NAMED),
    "NewTimeEntry": {"ticket", "contract"},
    "NewConsent": {"line", "ticket"},
    "NewClaim": {"contract"},
    "NewQuote": {"client", "ticket", "contract"},
    "DeploymentDone": {"environment"},
    "NewLevel": {"level", "assignee"},
    "CheckWanted": {"product", "environment", "type", "level"},
}
