"""What happened to a ticket, in words, with the icon and the tone that go with them."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from contracts.cover_words import UPGRADES
from slas.models import METRICS, SEVERITIES
from tickets.holds import HOLDS
from tickets.models import OUTCOMES, SOURCES, STINT_METRICS
from tickets.transitions import STATUSES

# kind -> (icon, tone); those in THREAD also stand between the messages, because they changed what the client may expect
LOOKS = {
    "opened": ("ticket", ""),
    "replied": ("reply", ""),
    "client_wrote": ("chat", ""),
    "noted": ("lock", ""),
    "reminded": ("bell", ""),
    "waiting": ("pause", ""),
    "wait_ended": ("play", ""),
    "hold_opened": ("pause", "warn"),
    "hold_closed": ("play", ""),
    "resolved": ("check", "ok"),
    "reopened": ("refresh", "warn"),
    "closed": ("check", ""),
    "cancelled": ("x", ""),
    "severity_changed": ("flag", ""),
    "type_changed": ("tag", ""),
    "retargeted": ("layers", ""),
    "assigned": ("user-plus", ""),
    "level_changed": ("layers", ""),
    "level_entered": ("escalate", ""),
    "accepted": ("user-plus", ""),
    "ola_breached": ("alert", "danger"),
    "ola_breach_withdrawn": ("shield", "ok"),
    "workaround_delivered": ("check", ""),
    "defect_confirmed": ("flag", ""),
    "deployed": ("check", "ok"),
    "no_reply_needed": ("chat", ""),
    "merged_in": ("layers", ""),
    "warned": ("clock", "warn"),
    "breached": ("alert", "danger"),
    "breach_withdrawn": ("shield", "ok"),
    "no_open_time": ("alert", "danger"),
    "breach_voided": ("shield", ""),
    "split_off": ("copy", ""),
    "date_agreed": ("calendar", ""),
    "contract_changed": ("contract", ""),
    "subject_changed": ("tag", ""),
    "cover_settled": ("shield", ""),
    "rule_fired": ("flag", "warn"),
}
THREAD = frozenset(LOOKS) - {
    "opened",
    "replied",
    "client_wrote",
    "noted",
    "warned",
    "accepted",
    "ola_breached",
    "ola_breach_withdrawn",
}


def is_in_thread(event):
    """Whether it stands between the messages; where a ticket first came to goes without saying."""
    return event.kind in THREAD and (event.kind != "level_entered" or "before" in event.facts)


def look_of(event):
    """Icon and tone of an event."""
    return LOOKS.get(event.kind, ("info", ""))


def words_of(event, type_names=None):
    """One sentence without a full stop; `type_names` gives the names of the codes that a change of type holds."""
    facts, who = event.facts, event.by.name if event.by else _("The desk")
    metric = METRICS.get(facts.get("metric"), "")
    names = type_names or {}
    match event.kind:
        case "opened":
            return _("%(who)s filed it · %(source)s") % {"who": who, "source": SOURCES.get(facts.get("source"), "")}
        case "assigned":
            return _given(facts, who)
        case "severity_changed":
            return _("%(who)s changed the severity from %(before)s to %(after)s") % {
                "who": who,
                "before": SEVERITIES.get(facts.get("before"), facts.get("before", "")),
                "after": SEVERITIES[facts["severity"]],
            }
        case "type_changed":
            return _("%(who)s changed the type from %(before)s to %(after)s") % {
                "who": who,
                "before": names.get(facts.get("before"), facts.get("before", "")),
                "after": names.get(facts["type"], facts["type"]),
            }
        case "level_entered" if facts.get("before") is None:
            return _("It came to L%(level)s (%(group)s)") % {"level": facts["level"], "group": facts["to_group"]}
        case "level_changed" | "level_entered":
            levels = {"who": who, "before": facts.get("before"), "after": facts["level"], "group": facts.get("to_group", "")}
            moved = _("%(who)s moved it from L%(before)s to L%(after)s (%(group)s)") % levels
            return f"{moved}: {facts['note']}" if facts.get("note") else moved
        case "ola_breached" | "ola_breach_withdrawn":
            return _of_level(event.kind, facts)
        case "waiting" if facts.get("vendor") == "provider":
            return _("%(who)s waits for a supplier of ours; the clocks run") % {"who": who}
        case "waiting" if facts.get("until"):
            return _("%(who)s agreed with the client to go on %(time)s") % {"who": who, "time": _moment(facts["until"])}
        case "wait_ended" if event.by is not None and event.by.client_id:
            return _("%(who)s answered; the clocks run again") % {"who": who}
        case "wait_ended" if event.by is None:
            return _("The time agreed with the client came; the clocks run again")
        case "resolved" if facts.get("unanswered"):
            return _("Resolved by itself, because the client did not answer")
        case "closed" if event.by is None:
            return _("Closed by itself, as nobody objected")
        case "hold_opened":
            return _("%(who)s put it on hold: %(hold)s") % {"who": who, "hold": HOLDS.get(facts["hold"], facts["hold"])}
        case "hold_closed":
            return _("%(who)s ended the hold: %(hold)s") % {"who": who, "hold": HOLDS.get(facts["hold"], facts["hold"])}
        case "reminded":
            return _("The client was reminded after %(days)s business days") % {"days": facts["days"]}
        case "waiting":
            status = STATUSES.get(facts.get("wait"), ("",))[0]
            return _("%(who)s set it to “%(status)s”; the resolution clock stands still") % {"who": who, "status": status}
        case "deployed":
            return _("%(who)s recorded the fix as deployed to %(environment)s %(reference)s") % {
                "who": who,
                "environment": facts.get("environment_name", ""),
                "reference": f"({facts['reference']})" if facts.get("reference") else "",
            }
        case "no_reply_explained":
            return _("Why %(who)s says that no reply is needed: %(reason)s") % {"who": who, "reason": facts["reason"]}
        case "breach_voided":
            return _("%(who)s voided the missed promise (%(metric)s): %(reason)s") % {
                "who": who,
                "metric": metric,
                "reason": facts["reason"],
            }
        case "merged_in" if facts.get("number"):
            return _("%(who)s merged #%(number)s into this ticket") % {"who": who, "number": facts["number"]}
        case "cancelled" if facts.get("merged_into"):
            return _("%(who)s merged it into #%(number)s") % {"who": who, "number": facts["number"]}
        case "split_off":
            return _("%(who)s made #%(number)s of a message of this ticket") % {"who": who, "number": facts["number"]}
        case "date_agreed" if facts.get("on"):
            day = date_format(date.fromisoformat(facts["on"]), _("D j M Y"))
            return _("%(who)s agreed a date with the client: %(day)s") % {"who": who, "day": day}
        case "contract_changed":
            return _("%(who)s moved it to the contract %(name)s") % {"who": who, "name": facts["name"]}
        case "subject_changed":
            return _("%(who)s said what it is about: %(what)s") % {"who": who, "what": _subject(facts)}
        case "cover_settled":
            return _settled(facts, who)
        case "cancel_explained":
            return _("Why %(who)s cancelled it: %(reason)s") % {"who": who, "reason": facts["reason"]}
        case "warned":
            return _("%(metric)s: %(percent)s%% of the time is used") % {"metric": metric, "percent": facts.get("percent", 75)}
        case "breached":
            return _("%(metric)s missed") % {"metric": metric}
        case "rule_fired":
            return _("%(metric)s: the rule “%(rule)s” acted") % {"metric": metric, "rule": facts.get("rule", "")}
        case "no_open_time":
            return _("%(metric)s: its calendar has no open time ahead") % {"metric": metric}
        case "breach_withdrawn":
            return _("%(metric)s was in time after all: the answer was recorded late") % {"metric": metric}
    return _plain(event.kind, who)


def _settled(facts, who):
    words = {"who": who, "outcome": OUTCOMES.get(facts["outcome"], ""), "reason": facts.get("reason", "")}
    if words["reason"]:
        return _("%(who)s settled the cover (%(outcome)s): %(reason)s") % words
    return _("%(who)s settled the cover: %(outcome)s") % words


def _subject(facts):
    parts = [facts.get("product"), facts.get("environment"), UPGRADES.get(facts.get("upgrade"))]
    return ", ".join(str(part) for part in parts if part) or _("nothing in particular")


def _moment(text):
    """An instant of the facts on the reader's wall."""
    return date_format(timezone.localtime(datetime.fromisoformat(text)), _("D j M Y, H:i"))


def _of_level(kind, facts):
    words = {"level": facts["level"], "metric": STINT_METRICS.get(facts["metric"], "")}
    if kind == "ola_breached":
        return _("L%(level)s missed its time: %(metric)s") % words
    return _("L%(level)s was in time after all: %(metric)s") % words


def _given(facts, who):
    given_to, before = facts.get("to"), facts.get("before")
    if not given_to:
        return _("%(who)s returned it to the queue") % {"who": who}
    if given_to == who:
        return _("%(who)s took it") % {"who": who}
    if before:
        return _("%(who)s gave it to %(whom)s, before with %(before)s") % {"who": who, "whom": given_to, "before": before}
    return _("%(who)s gave it to %(whom)s") % {"who": who, "whom": given_to}


def _plain(kind, who):
    sentences = {
        "replied": _("%(who)s answered"),
        "cancelled": _("%(who)s cancelled it"),
        "client_wrote": _("%(who)s wrote"),
        "noted": _("%(who)s left an internal note"),
        "wait_ended": _("%(who)s went on without an answer"),
        "accepted": _("%(who)s accepted it for the level"),
        "resolved": _("%(who)s resolved it"),
        "reopened": _("%(who)s opened it again"),
        "closed": _("%(who)s closed it"),
        "date_agreed": _("%(who)s took the agreed date back"),
        "retargeted": _("%(who)s changed what is promised"),
        "workaround_delivered": _("%(who)s gave a way round it"),
        "defect_confirmed": _("%(who)s confirmed a defect"),
        "deployed": _("%(who)s recorded that the fix is deployed"),
        "no_reply_needed": _("%(who)s marked that no reply is needed"),
        "merged_in": _("%(who)s merged another ticket into this one"),
    }
    return sentences.get(kind, "%(who)s: " + kind.replace("_", " ")) % {"who": who}
