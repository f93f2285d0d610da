"""A new ticket, with what is promised for it shown before it is sent."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.doors import door
from common import wallclock
from common.errors import DomainError
from files.actions import stored_for
from files.forms import must_choose_again
from files.models import PUBLIC
from slas.models import SEVERITIES, SEVERITY_MEANINGS
from tickets import actions, queries
from tickets.errors import AlreadyFiled
from tickets.forms.portal import OpenTicketForm, PromiseForm


@door("portal", may="portal.ticket.open")
@require_http_methods(["GET", "HEAD", "POST"])
def open_ticket(request, tenant):
    """File a ticket; a form that was sent before leads to the ticket that it made."""
    at = wallclock.now()
    if request.method != "POST":
        return _form_page(request, OpenTicketForm(member=request.member, initial=_initial(request)), at)
    form = OpenTicketForm(request.POST, request.FILES, member=request.member)
    if form.is_valid():
        try:
            ticket = _file(form.cleaned_data, by=request.member, at=at)
            messages.success(request, _("Ticket #%(number)d is with us.") % {"number": ticket.number})
            return redirect("portal:ticket", tenant, ticket.pk)
        except AlreadyFiled:
            return redirect("portal:ticket", tenant, form.cleaned_data["pk"])
        except DomainError as refusal:
            form.add_error(None, str(refusal))
    return _form_page(request, form, at, status=422)


def _file(cleaned, *, by, at):
    uploads = cleaned.pop("files")
    with stored_for(uploads=uploads, client=by.client, visibility=PUBLIC, by=by, at=at) as files:
        return actions.open_ticket(client=by.client, source="portal", by=by, at=at, files=files, **cleaned)


def _initial(request):
    """What a ticket takes over from the closed one that it follows up, if the contact may see that."""
    asked = OpenTicketForm.base_fields["follows_up"].widget.value_from_datadict(request.GET, {}, "follows_up")
    before = queries.ticket_or_none(request.member, asked) if asked else None
    if before is None:
        return {}
    about = {"product": before.product_id, "environment": before.environment_id, "type": before.type_id}
    return {"follows_up": before, "title": before.title, **about}


def _form_page(request, form, at, status=200):
    product, kind = _chosen(request, form)
    context = {
        "form": form,
        "choose_files_again": must_choose_again(form),
        "follows_up": form["follows_up"].value() and queries.ticket_or_none(request.member, form["follows_up"].value()),
        **_promises(request.member, product, kind, at),
        "severity": form["severity"].value(),
    }
    return render(request, "portal/open_ticket.html", context, status=status)


def _chosen(request, form):
    """Product and type as the form shows them: the browser preselects the first type."""
    values = {name: str(form[name].value() or "") for name in ("product", "type")}
    product, kind = PromiseForm(values, member=request.member).chosen()
    return product, kind or form.fields["type"].queryset.first()


@door("portal", may="portal.ticket.open")
@require_safe
def promise(request, tenant):
    """By when we answer and resolve, severity by severity, for the product and type chosen so far."""
    product, kind = PromiseForm(request.GET, member=request.member).chosen()
    context = _promises(request.member, product, kind, wallclock.now())
    return render(request, "portal/_promises.html", context | {"is_update": True})


def _promises(member, product, kind, at):
    covers = queries.covers_by_severity(member.client, product, at, type=kind, source="portal")
    promised = queries.promises_if_sent(covers, at, kind.code if kind else None)
    severities = [
        {"code": code, "name": name, "meaning": SEVERITY_MEANINGS[code], **promised[code]} for code, name in SEVERITIES.items()
    ]
    return {"cover": next(iter(covers.values())), "severities": severities, "at": at}
