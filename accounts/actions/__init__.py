"""Every write about tenants, clients, people and what they sign in with."""

from accounts.actions.answers import remember_answer
from accounts.actions.clients import create_client, delete_client, edit_client, write_client_note
from accounts.actions.invitations import accept_invitation, invite, withdraw_invitation
from accounts.actions.letters import post_letter
from accounts.actions.members import change_contact, change_staff, end_membership, move_contact, on_membership_end
from accounts.actions.people import change_profile, choose_theme
from accounts.actions.tenants import change_settings, found_tenant, remember_logo, rename_level
from accounts.actions.tokens import create_token, note_use_of_token, revoke_token

__all__ = [
    "accept_invitation",
    "change_contact",
    "change_profile",
    "change_settings",
    "change_staff",
    "choose_theme",
    "create_client",
    "create_token",
    "delete_client",
    "edit_client",
    "end_membership",
    "found_tenant",
    "invite",
    "move_contact",
    "note_use_of_token",
    "on_membership_end",
    "post_letter",
    "remember_answer",
    "remember_logo",
    "rename_level",
    "revoke_token",
    "withdraw_invitation",
    "write_client_note",
]
