"""A verdict in plain words: a sentence for staff and one for the client at each step (C-09)."""

from datetime import date
from typing import Any

from django.utils import dateformat
from django.utils.translation import gettext_lazy

from contracts.cover import COVERED, NEEDS_REVIEW, NOT_COVERED, WITH_CHARGE, Verdict
from products.models import ENVIRONMENT_KINDS
from slas.models import ACTIVITY_CLASSES, SEVERITIES, SOURCES

DAY = gettext_lazy("j M Y")
VERDICTS = {
    COVERED: gettext_lazy("Covered"),
    WITH_CHARGE: gettext_lazy("Covered, at a charge"),
    NOT_COVERED: gettext_lazy("Not covered"),
    NEEDS_REVIEW: gettext_lazy("Cover to be decided"),
}
OUTLOOKS = {
    COVERED: gettext_lazy("Your contract covers this."),
    WITH_CHARGE: gettext_lazy("Your contract covers this at a charge, which you see before work begins."),
    NOT_COVERED: gettext_lazy("We come back to you with a quote or a decision before any work that costs money."),
    NEEDS_REVIEW: gettext_lazy("We check whether your contract covers this, and tell you before any work that costs money."),
}
TONES = {COVERED: "ok", WITH_CHARGE: "warn", NOT_COVERED: "danger", NEEDS_REVIEW: "warn"}
STEP_NAMES = {
    "contract": gettext_lazy("A contract in force"),
    "product": gettext_lazy("The product"),
    "version": gettext_lazy("A supported version"),
    "environment": gettext_lazy("The environment"),
    "activity": gettext_lazy("The kind of work"),
    "custom_code": gettext_lazy("Custom code"),
    "level": gettext_lazy("The support level"),
    "channel": gettext_lazy("The channel"),
    "hours": gettext_lazy("The hours"),
    "quantity": gettext_lazy("Hours or tickets left"),
}
RESULTS = {
    "passed": gettext_lazy("Yes"),
    "failed": gettext_lazy("No"),
    "unclear": gettext_lazy("To be decided"),
    "not_asked": gettext_lazy("Not asked"),
}
# What the client reads of a class of activity (C-09).
ACTIVITIES = {
    "corrective": gettext_lazy("repairs"),
    "adaptive": gettext_lazy("service requests and changes"),
    "perfective": gettext_lazy("improvements"),
    "preventive": gettext_lazy("preventive work"),
    "emergency": gettext_lazy("emergencies"),
}
UPGRADES = {"minor": gettext_lazy("Minor version"), "major": gettext_lazy("Major version")}
# reason -> what staff read, what the client reads
SENTENCES = {
    "contract_none": (
        gettext_lazy("The client has no contract."),
        gettext_lazy("You have no support contract with us at present."),
    ),
    "contract_coming": (
        gettext_lazy("The contract has not begun yet."),
        gettext_lazy("Your contract has not begun yet."),
    ),
    "contract_over": (gettext_lazy("The contract is over."), gettext_lazy("Your contract is over.")),
    "contract_run_off": (
        gettext_lazy("The contract is over; only tickets from before its end are still worked on."),
        gettext_lazy("Your contract is over; only tickets from before its end are still worked on."),
    ),
    "contract_suspended": (
        gettext_lazy("The contract is suspended: new tickets wait for a decision."),
        gettext_lazy("Support under your contract is suspended; your account manager decides how this goes on."),
    ),
    "product": (
        gettext_lazy("No contract covers %(product)s."),
        gettext_lazy("Your contract does not cover %(product)s."),
    ),
    "product_not_named": (
        gettext_lazy("The contracts cover some products only, and the ticket names none."),
        gettext_lazy("Your contract covers some products only. Please say which product this is about."),
    ),
    "version_ended": (
        gettext_lazy("Version %(version)s was supported until %(day)s, and extended support is not agreed. Offer the upgrade."),
        gettext_lazy("Version %(version)s was supported until %(day)s. We can quote the upgrade."),
    ),
    "environment": (
        gettext_lazy("Environments of this kind are not covered: %(kind_name)s."),
        gettext_lazy("Your contract does not cover this kind of environment: %(kind_name)s."),
    ),
    "which_environment": (
        gettext_lazy("It depends on the environment. Say which one this is about."),
        gettext_lazy("It depends on where you run the software. Please say which environment this is about."),
    ),
    "activity": (
        gettext_lazy("Work of this kind is not covered: %(activity_name)s."),
        gettext_lazy("Your contract does not cover work of this kind: %(activity_name)s."),
    ),
    "upgrade": (
        gettext_lazy("Upgrades of this kind are not included: %(upgrade_name)s."),
        gettext_lazy("Your contract does not include this upgrade: %(upgrade_name)s."),
    ),
    "upgrade_by_quote": (
        gettext_lazy("Major upgrades are done by quote."),
        gettext_lazy("We quote major upgrades before we begin."),
    ),
    "custom_code": (
        gettext_lazy("Custom code is not covered, and %(place)s runs some."),
        gettext_lazy("Your contract does not cover custom code, and %(place)s runs some."),
    ),
    "custom_code_listed": (
        gettext_lazy("Only listed custom code is covered. See whether this is on the contract's list."),
        gettext_lazy("Your contract covers the custom code that it lists. We check whether this is on it."),
    ),
    "severity": (
        gettext_lazy("Tickets of this severity are not covered: %(severity_name)s."),
        gettext_lazy("Your contract does not cover requests of this severity: %(severity_name)s."),
    ),
    "level": (
        gettext_lazy("Work at level %(level)s is not covered."),
        gettext_lazy("Your contract does not include work by our team %(level_name)s."),
    ),
    "channel": (
        gettext_lazy("The contract does not include this channel: %(channel_name)s."),
        gettext_lazy("Your contract does not include this way of reaching us: %(channel_name)s."),
    ),
    "hours": (
        gettext_lazy("The work is outside the contract's hours."),
        gettext_lazy("This is outside the hours of your contract."),
    ),
    "quantity": (
        gettext_lazy("No hours or tickets are left."),
        gettext_lazy("The hours or tickets of your contract are used up."),
    ),
}
STAFF_SIDE, CLIENT_SIDE = 0, 1


def for_staff(reason: str, facts: dict[str, Any]) -> str:
    """The sentence that staff read for a reason; empty when there is none."""
    return _sentence(reason, facts, STAFF_SIDE)


def for_client(reason: str, facts: dict[str, Any]) -> str:
    """The sentence that the client reads: no level's number and nothing that is ours alone (`decisions.md` 35)."""
    return _sentence(reason, facts, CLIENT_SIDE)


def outlook(verdict: str) -> str:
    """What the client can expect of a verdict before work starts (C-09)."""
    return str(OUTLOOKS[verdict])


def as_facts(verdict: Verdict) -> dict[str, Any]:
    """The verdict as JSON to store: its steps and what would be charged."""
    return {
        "steps": [
            {"step": each.number, "result": each.result, "reason": each.reason, "facts": each.facts} for each in verdict.steps
        ],
        "charges": {name: None if price is None else str(price) for name, price in verdict.charges.items()},
    }


def _sentence(reason: str, facts: dict[str, Any], side: int) -> str:
    if reason not in SENTENCES:
        return ""
    known = NAMES | {"activity": ACTIVITIES} if side == CLIENT_SIDE else NAMES
    named = {f"{fact}_name": str(names.get(facts[fact], facts[fact])) for fact, names in known.items() if fact in facts}
    day = {"day": dateformat.format(date.fromisoformat(facts["on"]), str(DAY))} if "on" in facts else {}
    return str(SENTENCES[reason][side]) % (facts | named | day)


NAMES = {
    "kind": ENVIRONMENT_KINDS,
    "activity": ACTIVITY_CLASSES,
    "channel": SOURCES,
    "severity": SEVERITIES,
    "upgrade": UPGRADES,
}
