"""Reads of people and clients, named by what comes back."""

from django.urls import reverse

from accounts.models import ApiToken, Client, Invitation, Membership


def logo_url(tenant) -> str:
    """Where the tenant's logo is, or nothing; a new logo has a new address."""
    return f"{reverse('logo', args=[tenant.slug])}?v={tenant.logo_version}" if tenant.logo_version else ""


def clients_found(member, words="", state=""):
    """Clients that the member may see and whose name holds the words: active ones, `inactive` ones or `all`."""
    rows = Client.objects.visible_to(member)
    if state != "all":
        rows = rows.filter(is_active=state != "inactive")
    return rows.filter(name__icontains=words) if words else rows


def contacts_of(client, member):
    """The contacts in force of a client, with their addresses."""
    return Membership.objects.visible_to(member).in_force().filter(client=client).select_related("person").order_by("name")


def staff_of(member):
    """The colleagues in force, with their addresses and levels."""
    return Membership.objects.visible_to(member).in_force().staff().select_related("person", "level").order_by("name")


def open_invitations(member, at):
    """Invitations that could still be accepted, newest first."""
    rows = Invitation.objects.visible_to(member).filter(accepted_at=None, withdrawn_at=None, expires_at__gt=at)
    return rows.select_related("client", "level", "invited_by")


def people_of(member):
    """Everybody with a membership in force, staff first."""
    rows = Membership.objects.visible_to(member).in_force().select_related("client")
    return sorted(rows, key=lambda one: (one.client_id is not None, one.client.name if one.client else "", one.name))


def tokens_of(member):
    """The tenant's API tokens, newest first, with who they act as."""
    return ApiToken.objects.visible_to(member).select_related("member__client", "created_by").order_by("-created_at", "pk")
