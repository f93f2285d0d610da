"""What the client is promised, in plain words, on screen and on paper."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.doors import door
from common import wallclock
from contracts.queries import condition_as_a_sentence
from slas import client_words
from slas.client_hours import hours_in_words
from tickets.queries.commitments import commitments_to, examples_of, names_for


@door("portal", may="portal.view")
@require_safe
def promises(request, tenant):
    """Every contract in force (or best effort) with its tables, hours, pauses and what happens then; `print`: for paper."""
    member, at = request.member, wallclock.now()
    names = names_for(member)
    papers = [_paper(member, commitment, names, at) for commitment in commitments_to(member, at)]
    context = {
        "papers": papers,
        "teams": list(names.teams.values()),
        "at": at,
        "wallclock": at,
        "reader_zone": str(timezone.get_current_timezone()),
    }
    template = "portal/promises_print.html" if "print" in request.GET else "portal/promises.html"
    return render(request, template, context)


def _paper(member, commitment, names, at):
    contract, sheets = commitment.contract, commitment.sheets
    counted_on = {key: sheet.terms.hours[key] for sheet in sheets for key in _calendars_of(sheet)}
    return {
        "contract": contract,
        "zone": contract.time_zone if contract else member.client.time_zone,
        "conditions": [condition_as_a_sentence(condition) for condition in commitment.conditions],
        "sheets": [_sheet(sheet, names, at) for sheet in sheets],
        "hours": [hours_in_words(hours, at, names.calendars.get(key, "")) for key, hours in counted_on.items()],
    }


def _calendars_of(sheet):
    promised = sheet.terms.targets.items()
    return dict.fromkeys(target.hours for (_metric, severity, _type), target in promised if severity in sheet.severities)


def _sheet(sheet, names, at):
    terms, severities = sheet.terms, sheet.severities
    return {
        "tier": sheet.tier,
        "version": sheet.version,
        "table": client_words.table_of(terms, severities, names.calendars),
        "types": client_words.for_types(terms, severities, names.types),
        "examples": examples_of(sheet, at),
        "pauses": client_words.pauses_of(terms),
        "keeps_posted": client_words.keeps_posted(terms),
        "at_risk": client_words.at_risk(terms, names.teams),
        "when_missed": client_words.when_missed(terms, names.teams),
    }
