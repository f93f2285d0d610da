"""Who may do what: one table that pages, API, navigation and templates share (`decisions.md` 6)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

ENGINEER, LEAD, ACCOUNT_MANAGER, FINANCE, ADMINISTRATOR = "engineer", "lead", "account_manager", "finance", "administrator"
STAFF_ROLES = {
    ENGINEER: _("Engineer"),
    LEAD: _("Lead"),
    ACCOUNT_MANAGER: _("Account manager"),
    FINANCE: _("Finance"),
    ADMINISTRATOR: _("Administrator"),
}
USER, MANAGER, APPROVER = "user", "manager", "approver"
CONTACT_ROLES = {USER: _("User"), MANAGER: _("Manager")}

CONTACTS = frozenset({USER, MANAGER})
DESK = frozenset({ENGINEER, LEAD})
READERS = DESK | {ACCOUNT_MANAGER, ADMINISTRATOR}
LEADERS = frozenset({LEAD, ACCOUNT_MANAGER})  # "manager" in the rules of clocks (`decisions.md` 6)
MANAGERS = frozenset({ACCOUNT_MANAGER, ADMINISTRATOR})
MONEY = frozenset({ACCOUNT_MANAGER, FINANCE})
PAYERS = frozenset({MANAGER, APPROVER})
EVERY_STAFF = frozenset(STAFF_ROLES)

MAY: dict[str, frozenset[str]] = {
    # portal
    "portal.view": CONTACTS,
    "portal.contract.view": frozenset({MANAGER, APPROVER}),
    "portal.ticket.open": CONTACTS,
    "portal.ticket.reply": CONTACTS,
    "portal.ticket.confirm": CONTACTS,
    # desk
    "queue.view": READERS,
    "ticket.view": READERS,
    "ticket.take": DESK,
    "ticket.reply": DESK,
    "ticket.note": READERS,
    "ticket.assign": DESK,
    "ticket.classify": DESK,
    "ticket.escalate": DESK,
    "ticket.wait": DESK,
    "ticket.resolve": DESK,
    "ticket.open_for_client": READERS,
    "ticket.deliver": DESK,
    "ticket.combine": DESK,
    "ticket.agree": LEADERS,
    "ticket.move_contract": LEADERS,
    "cover.settle": LEADERS,
    "cover.check": READERS,
    "clock.void": LEADERS,
    "time.log": DESK | {ACCOUNT_MANAGER},
    "time.approve": LEADERS,
    # manage
    "client.view": READERS | {FINANCE},
    "client.edit": MANAGERS,
    "client.note": MANAGERS | {LEAD},
    "contact.manage": MANAGERS,
    "product.edit": MANAGERS,
    "contract.view": READERS | {FINANCE},
    "contract.edit": MANAGERS,
    "quote.view": READERS | {FINANCE},
    "quote.edit": LEADERS,
    "quote.settle": frozenset({ACCOUNT_MANAGER, FINANCE}),
    "consent.ask": LEADERS,
    "credit.view": MANAGERS | {FINANCE, LEAD},
    "credit.decide": frozenset({ACCOUNT_MANAGER}),
    "credit.claim": frozenset({MANAGER, APPROVER}),
    "portal.quote.view": frozenset({MANAGER, APPROVER}),
    "quote.decide": frozenset({APPROVER}),
    "rate.view": MANAGERS | {LEAD, FINANCE},
    "rate.edit": MANAGERS | {FINANCE},
    "tier.view": READERS | {FINANCE},
    "tier.edit": MANAGERS,
    "calendar.edit": MANAGERS,
    "level.edit": MANAGERS | {LEAD},
    # money
    "invoice.view": MONEY | {ADMINISTRATOR},
    "invoice.edit": MONEY,
    "invoice.issue": MONEY,
    "payment.record": MONEY,
    "billing.settings": frozenset({FINANCE, ADMINISTRATOR}),
    "portal.invoice.view": PAYERS,
    # admin
    "staff.manage": frozenset({ADMINISTRATOR}),
    "settings.edit": frozenset({ADMINISTRATOR}),
    "token.manage": frozenset({ADMINISTRATOR}),
    # both doors
    "bell.view": CONTACTS | EVERY_STAFF,
}


def actor_roles(member: Any) -> frozenset[str]:
    """The roles under which the table knows this membership."""
    if member.client_id:
        return frozenset({member.contact_role} | ({APPROVER} if member.is_approver else set()))
    return frozenset(member.roles)


def may(member: Any, permission: str) -> bool:
    """Whether the membership holds a role that the table allows; an unknown permission is a mistake in the code."""
    allowed = MAY[permission]
    return member is not None and member.ended_at is None and bool(allowed & actor_roles(member))


def granted(member: Any) -> frozenset[str]:
    """Every permission that the membership holds."""
    return frozenset(permission for permission in MAY if may(member, permission))
