"""An agreement in plain words, the same on the desk, in the portal and in the API."""

from collections.abc import Iterator

from django.utils import dateformat
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from common import money
from contracts.allowances import hours_of
from contracts.cover_words import ACTIVITIES
from contracts.fees import fee_of
from contracts.spans import days_of_minutes
from contracts.terms import LEVELS, Bucket, Cover, Fte, Hours, LineTerms, PackageLine, PerTicket, Renewal, Retainer, Terms
from contracts.time_words import draw_in_words
from products.models import ENVIRONMENT_KINDS
from slas.models import HOURS_KINDS, SOURCES

NUMBERED = {level: f"L{level}" for level in LEVELS}
STATES = {
    "draft": (gettext_lazy("Draft"), ""),
    "offered": (gettext_lazy("Offered"), "info"),
    "declined": (gettext_lazy("Declined"), ""),
    "scheduled": (gettext_lazy("Scheduled"), "info"),
    "active": (gettext_lazy("Active"), "ok"),
    "suspended": (gettext_lazy("Suspended"), "danger"),
    "notice_given": (gettext_lazy("Notice given"), "warn"),
    "run_off": (gettext_lazy("Run-off"), "warn"),
    "ended": (gettext_lazy("Ended"), ""),
}  # in words, and their tone
PER = {"month": gettext_lazy("a month"), "quarter": gettext_lazy("a quarter"), "year": gettext_lazy("a year")}
DAYS_AND_AMOUNTS = (
    "invoice_ahead_days", "payment_days", "run_off_days", "suspend_after_days", "suspension_warning_days", "preauthorised",
    "free_triage_minutes", "warranty_days", "quote_days",
)  # fmt: skip
OVERAGE = {
    "bill": gettext_lazy("billed"),
    "block": gettext_lazy("held until agreed"),
    "borrow": gettext_lazy("borrowed from the next period, then billed"),
    "absorb": gettext_lazy("not billed"),
}
CHANGES = {
    "began": gettext_lazy("Began"),
    "offered": gettext_lazy("Offered"),
    "accepted": gettext_lazy("Accepted"),
    "declined": gettext_lazy("Declined"),
    "withdrawn": gettext_lazy("Offer withdrawn"),
    "suspended": gettext_lazy("Suspension announced"),
    "suspension_called_off": gettext_lazy("Suspension called off"),
    "reinstated": gettext_lazy("Reinstated"),
    "fees_waived": gettext_lazy("Fees waived while suspended"),
    "fees_kept": gettext_lazy("Fees kept while suspended"),
    "critical_let_through": gettext_lazy("Critical tickets let through"),
    "notice_given": gettext_lazy("Notice given"),
    "notice_withdrawn": gettext_lazy("Notice withdrawn"),
    "renewal_offered": gettext_lazy("Renewal offered"),
    "renewal_withheld": gettext_lazy("Renewal withheld"),
    "uplift_told": gettext_lazy("Client told of the uplift"),
    "renewed": gettext_lazy("Renewed"),
    "upgraded": gettext_lazy("Upgraded"),
    "downgraded": gettext_lazy("Downgraded"),
    "changed": gettext_lazy("Terms changed"),
    "reminded": gettext_lazy("Reminded of the renewal"),
    "reminded_of_notice": gettext_lazy("Reminded of the notice date"),
    "ran_out": gettext_lazy("Last day passed"),
    "ended": gettext_lazy("Run-off over"),
}


def hours_in_words(hours: Hours) -> str:
    """`36h 00m`, or in days where it was agreed in days (C-29)."""
    if hours.is_in_days:
        days = days_of_minutes(hours.allowance_minutes, hours.minutes_per_day)
        return _("%(days)s days") % {"days": number_format(f"{days.normalize():f}")}
    return span_of(hours.allowance_minutes)


def span_of(minutes: int) -> str:
    """Minutes as `36h 00m` or `45m`, negative ones with a minus; hours are never turned into days (C-29)."""
    sign, (hours, rest) = "−" if minutes < 0 else "", divmod(abs(minutes), 60)
    return f"{sign}{hours}h {rest:02d}m" if hours else f"{sign}{rest}m"


def line_in_words(terms: LineTerms, currency: str) -> str:
    """What a line is in one phrase, such as `36h 00m a month for £3,060.00`."""
    match terms:
        case Retainer() | PackageLine():
            said = {"hours": hours_in_words(terms.hours), "per": PER[terms.period], "fee": money.in_words(terms.fee, currency)}
            return _("%(hours)s %(per)s for %(fee)s") % said
        case Bucket():
            day = dateformat.format(terms.expires_on, _("j M Y"))
            said = {"hours": span_of(terms.minutes), "price": money.in_words(terms.price, currency), "day": day}
            return _("%(hours)s for %(price)s, until %(day)s") % said
        case PerTicket():
            included = sum(level.included for level in terms.levels.values())
            said = {"count": included, "per": PER[terms.period], "fee": money.in_words(fee_of(terms, currency) or 0, currency)}
            return ngettext("%(count)s ticket %(per)s for %(fee)s", "%(count)s tickets %(per)s for %(fee)s", included) % said
        case Fte():
            said = {"label": terms.label, "per": PER[terms.period], "fee": money.in_words(fee_of(terms, currency) or 0, currency)}
            return _("%(label)s full-time equivalent for %(fee)s %(per)s") % said
    return _("Work by the hour, after a quote")


def line_facts(terms: LineTerms, currency: str, teams: dict[int, str] = NUMBERED) -> Iterator[tuple[str, str]]:
    """What else was agreed of a line, as pairs of a name and words; `teams` as for `cover_in_words`."""
    hours = hours_of(terms)
    if hours is not None:
        over = [str(OVERAGE[hours.overage])]
        if hours.overage_rate:
            over.append(_("%(rate)s an hour") % {"rate": money.in_words(hours.overage_rate, currency)})
        yield _("Over hours"), ", ".join(over)
        yield _("Carried over"), _rollover(hours)
        yield from draw_in_words(hours, teams)
    if isinstance(terms, PackageLine):
        for number, count in sorted(terms.included_tickets.items()):
            yield teams[number], ngettext("%(count)s ticket included", "%(count)s tickets included", count) % {"count": count}
    if isinstance(terms, PerTicket):
        for number, level in sorted(terms.levels.items()):
            said = {
                "count": level.included,
                "price": money.in_words(level.price, currency),
                "extra": money.in_words(level.extra_price, currency),
            }
            yield teams[number], _("%(count)s tickets at %(price)s, each more %(extra)s") % said


def _rollover(hours):
    if hours.rollover == "none":
        return _("nothing")
    if hours.rollover == "unlimited":
        return _("all, until the contract ends")
    said = {"percent": hours.roll_percent, "count": hours.roll_periods}
    return (
        ngettext("up to %(percent)s %% for %(count)s period", "up to %(percent)s %% for %(count)s periods", hours.roll_periods)
        % said
    )


def renewal_in_words(renewal: Renewal) -> str:
    """How the contract goes on after its last day (C-54)."""
    if renewal.kind == "none":
        return _("does not renew")
    months = ngettext("%(count)s month", "%(count)s months", renewal.months) % {"count": renewal.months}
    if renewal.kind == "express":
        return _("for %(months)s, if accepted") % {"months": months}
    return _("by itself for %(months)s") % {"months": months}


def notice_in_words(renewal: Renewal) -> str:
    """The notice period."""
    if renewal.notice_unit == "months":
        return ngettext("%(count)s month", "%(count)s months", renewal.notice) % {"count": renewal.notice}
    return ngettext("%(count)s day", "%(count)s days", renewal.notice) % {"count": renewal.notice}


def uplift_in_words(renewal: Renewal) -> str:
    """How fees change at the renewal (C-56)."""
    uplift = renewal.uplift
    if uplift.kind == "fixed":
        return f"+{uplift.percent:f} %"
    if uplift.kind == "index":
        bounds = [
            _("at least %(percent)s %%") % {"percent": f"{uplift.floor:f}"} if uplift.floor is not None else "",
            _("at most %(percent)s %%") % {"percent": f"{uplift.cap:f}"} if uplift.cap is not None else "",
        ]
        return ", ".join([_("by index"), *filter(None, bounds)])
    return _("none")


def cover_in_words(cover: Cover, teams: dict[int, str]) -> list[tuple[str, str, str]]:
    """What is covered, as name, words and tone; whoever reads it has agreed to it (C-08, C-50).

    `teams` are the names of the levels: a client reads no numbers of ours (`decisions.md` 35).
    """
    everything, none = _("all"), _("not covered")

    def named(codes, names):
        if codes is None:
            return everything
        return ", ".join(str(names[code]) for code in codes if code in names) or none

    custom = {"none": (none, ""), "listed": (_("what is listed"), "warn"), "all": (_("covered"), "ok")}
    upgrades = {"none": (none, ""), "minor": (_("minor ones"), "ok"), "quote_major": (_("minor ones; major by quote"), "warn")}
    return [
        (_("Kinds of work"), named(cover.activities, ACTIVITIES), "ok"),
        (_("Environments"), named(cover.environments, ENVIRONMENT_KINDS), "ok"),
        (_("Teams"), named(cover.levels, teams), "ok"),
        *([(_("Teams for critical tickets"), named(cover.critical_levels, teams), "ok")] if cover.critical_levels else []),
        (_("Channels"), named(cover.channels, SOURCES), "ok"),
        (_("Hours"), _hours_covered(cover), "ok"),
        (_("Custom code"), *custom[cover.custom_code]),
        (_("Version upgrades"), *upgrades[cover.upgrades]),
    ]


def _hours_covered(cover):
    if not cover.hours_kind or cover.has_after_hours:
        return _("at any time")
    return str(HOURS_KINDS[cover.hours_kind])


def differences(before: Terms | None, after: Terms, names: dict[str, str], currency: str) -> list[str]:
    """What a version changed of the one before, line by line and then the rest, in words."""
    if before is None:
        return []
    said = []
    for key in {**before.lines, **after.lines}:
        old, new, name = before.lines.get(key), after.lines.get(key), names.get(key, "")
        if old == new:
            continue
        if old is None:
            said.append(_("%(line)s added: %(words)s") % {"line": name, "words": line_in_words(new, currency)})
        elif new is None:
            said.append(_("%(line)s left out") % {"line": name})
        else:
            words = {"line": name, "old": line_in_words(old, currency), "new": line_in_words(new, currency)}
            same = words["old"] == words["new"]
            said.append((_("%(line)s: other conditions") if same else _("%(line)s: %(new)s instead of %(old)s")) % words)
    parts = {
        "cover": _("cover"),
        "time": _("time rules"),
        "pot_order": _("the order in which hours are used"),
        "renewal": _("renewal and notice"),
        "credits": _("service credits"),
        "features": _("features"),
    }
    other = [words for part, words in parts.items() if getattr(before, part) != getattr(after, part)]
    if any(getattr(before, name) != getattr(after, name) for name in DAYS_AND_AMOUNTS):
        other.append(_("days and amounts"))
    if other:
        said.append(_("Changed: %(parts)s") % {"parts": ", ".join(other)})
    return said
