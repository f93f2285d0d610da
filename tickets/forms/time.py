"""How people say what they worked: `1h 20m` or `16:20-18:35`, on a day of their own wall."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Level
from common import wallclock
from contracts.models import Contract
from slas.models import ACTIVITY_CLASSES
from tickets.forms.submission import OnceForm
from tickets.lengths import instants, read_length
from tickets.models import RunningTimer, Ticket, TimeEntry
from tickets.models.work import BILLABLE, FREE_WITH_APPROVER, TRIAGE, WORK_KINDS


class WorkForm(OnceForm):
    """When, how long, of what kind; cleaned it holds what `log_time` takes besides the ticket."""

    worked = forms.CharField(
        label=_("Time"),
        max_length=40,
        help_text=_("Such as 1h 20m, or 16:20-18:35. A length without times ended now, or began at 09:00 on another day."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )
    on = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    kind = forms.ChoiceField(label=_("Kind"), choices=list(WORK_KINDS.items()), initial=BILLABLE)
    reason = forms.CharField(
        label=_("Why is it free?"),
        required=False,
        max_length=500,
        help_text=_("For goodwill and our own faults; only colleagues read it."),
    )
    level = forms.TypedChoiceField(label=_("Level"), coerce=int, help_text=_("Of the work, for its rate."))
    activity = forms.ChoiceField(label=pgettext_lazy("kind of work", "Activity"), choices=list(ACTIVITY_CLASSES.items()))
    note = forms.CharField(label=_("What was done"), required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 2}))
    is_note_public = forms.BooleanField(label=_("The client may read these words"), required=False)

    def __init__(self, *args, member, level=None, **more):
        super().__init__(*args, member=member, **more)
        levels = list(Level.objects.visible_to(member).order_by("number"))
        self.fields["level"].choices = [(each.number, str(each)) for each in levels]
        self.fields["level"].initial = next((each.number for each in levels if each.pk == member.level_id), level)
        self.fields["on"].initial = timezone.localdate(wallclock.now())

    def clean_worked(self):
        found = read_length(self.cleaned_data["worked"])
        if found is None:
            raise forms.ValidationError(_("Write a length such as 1h 20m, or times such as 16:20-18:35."))
        if found.minutes < 1:
            raise forms.ValidationError(_("The work lasts less than a minute. Enter at least one."))
        return found

    def clean(self):
        given = super().clean()
        worked, on = given.pop("worked", None), given.pop("on", None)
        if worked and on:
            try:
                span = instants(worked, on, timezone.get_current_timezone(), wallclock.now())
            except OverflowError:
                self.add_error("on", _("This day is out of reach."))
                return given
            given["started_at"], given["ended_at"] = span
        if given.get("kind") in FREE_WITH_APPROVER and not given.get("reason"):
            self.add_error("reason", _("Say why this time is free. Who approves it reads the reason."))
        return given


class TicketTimeForm(WorkForm):
    """Time on one ticket; a timer of the member that was stopped there is what it begins with."""

    def __init__(self, *args, member, ticket, **more):
        super().__init__(*args, member=member, level=ticket.level.number, **more)
        self.fields["activity"].initial = ticket.type.activity_class
        timers = RunningTimer.objects.visible_to(member).filter(member_id=member.pk, ticket=ticket)
        self.timer = None if self.is_bound else timers.exclude(stopped_at=None).first()
        if self.timer is not None:
            begin, end = timezone.localtime(self.timer.started_at), timezone.localtime(self.timer.stopped_at)
            self.fields["on"].initial = begin.date()
            self.fields["worked"].initial = f"{begin:%H:%M}-{end:%H:%M}"


class SheetForm(WorkForm):
    """Time from the weekly sheet: on a ticket by its number, or on a contract without one."""

    number = forms.CharField(
        label=_("Ticket number"), required=False, max_length=12, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    contract = forms.ModelChoiceField(
        Contract.objects.none(), label=_("Or contract"), required=False, empty_label=_("No contract: a ticket")
    )

    def __init__(self, *args, member, **more):
        super().__init__(*args, member=member, **more)
        self.member = member
        self.order_fields(["number", "contract", "worked", "on"])
        contracts = Contract.objects.visible_to(member).select_related("client").order_by("client__name", "name")
        self.fields["contract"].queryset = contracts
        self.fields["contract"].label_from_instance = lambda contract: f"{contract.client.name} · {contract.name}"
        self.fields["activity"].required = False
        self.fields["activity"].choices = [("", _("As the ticket’s type")), *ACTIVITY_CLASSES.items()]
        self.fields["worked"].widget.attrs.pop("autofocus", None)

    def clean_number(self):
        number = self.cleaned_data["number"].strip().removeprefix("#")
        if not number:
            return None
        rows = Ticket.objects.visible_to(self.member).select_related("client", "contract", "type", "level")
        found = rows.filter(number=int(number)).first() if number.isdecimal() and len(number) < 10 else None
        if found is None:
            raise forms.ValidationError(_("There is no ticket of that number."))
        return found

    def clean(self):
        given = super().clean()
        given["ticket"] = given.pop("number", None)
        if given["ticket"] is None and not given.get("contract") and "number" not in self.errors:
            self.add_error("number", _("Say what the work was on: a ticket, or a contract."))
        if given["ticket"] is not None:
            given["contract"] = None
        if given.get("contract") and not given.get("activity"):
            self.add_error("activity", _("Choose an activity."))
        if given.get("contract") and given.get("kind") == TRIAGE:
            self.add_error("kind", _("Triage is of a ticket. Log other work as billable."))
        return given


class CorrectionForm(WorkForm):
    """What an entry should have said, and why it is changed."""

    why = forms.CharField(label=_("Why is it changed?"), required=False, max_length=500)

    def __init__(self, *args, member, entry, **more):
        super().__init__(*args, member=member, **more)
        begin, end = timezone.localtime(entry.started_at), timezone.localtime(entry.ended_at)
        remarks = {remark.kind: remark.body for remark in entry.remarks.all()}
        self.initial |= {
            "worked": f"{begin:%H:%M}-{end:%H:%M}",
            "on": begin.date(),
            "kind": entry.kind,
            "level": entry.level,
            "activity": entry.activity,
            "note": entry.note or remarks.get("note", ""),
            "is_note_public": bool(entry.note),
            "reason": remarks.get("reason", ""),
        }
        self.fields["worked"].widget.attrs.pop("autofocus", None)


class MoveForm(forms.Form):
    """The ticket that the time was really spent on, by its number."""

    number = forms.CharField(
        label=_("Number of the right ticket"), max_length=12, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )

    def __init__(self, *args, member, entry, **more):
        super().__init__(*args, **more)
        self.known = Ticket.objects.visible_to(member).filter(client=entry.client_id).select_related("client", "contract", "type")

    def clean_number(self):
        number = self.cleaned_data["number"].strip().removeprefix("#")
        found = self.known.filter(number=int(number)).first() if number.isdecimal() and len(number) < 10 else None
        if found is None:
            raise forms.ValidationError(_("This client has no ticket of that number."))
        return found


class WhyForm(forms.Form):
    """Why time is rejected or withdrawn."""

    why = forms.CharField(label=_("Why?"), max_length=500, error_messages={"required": _("Say why; its writer reads it.")})


class FreeForm(forms.Form):
    """Why time is not billed (C-11, C-14)."""

    kind = forms.ChoiceField(label=_("Kind"), choices=[(kind, WORK_KINDS[kind]) for kind in FREE_WITH_APPROVER])
    reason = forms.CharField(label=_("Why is it free?"), max_length=500)


class ApprovalForm(forms.Form):
    """The entries that are ticked."""

    entry = forms.ModelMultipleChoiceField(TimeEntry.objects.none())

    def __init__(self, *args, member, **more):
        super().__init__(*args, **more)
        self.fields["entry"].queryset = TimeEntry.objects.visible_to(member).to_approve()
