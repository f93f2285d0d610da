"""Pages about people, clients and what is set for the tenant, door by door."""

from django.urls import path

from accounts.views import clients, contacts, entry, settings, staff

person = [
    path("", entry.workspaces, name="account_workspaces"),
    path("profile/", entry.profile, name="account_profile"),
    path("profile/theme/", entry.theme, name="account_theme"),
]
manage = [
    path("clients/", clients.clients, name="clients"),
    path("clients/new/", clients.new_client, name="new-client"),
    path("clients/<uuid:pk>/", clients.client, name="client"),
    path("clients/<uuid:pk>/details/", clients.client_details, name="client-details"),
    path("clients/<uuid:pk>/notes/", clients.client_notes, name="client-notes"),
    path("clients/<uuid:pk>/invitations/new/", contacts.invite_contact, name="invite-contact"),
    path("contacts/<uuid:pk>/", contacts.contact, name="contact"),
    path("contacts/<uuid:pk>/client/", contacts.contact_move, name="contact-move"),
    path("contacts/<uuid:pk>/departure/", contacts.contact_departure, name="contact-departure"),
    path("invitations/", contacts.invitations, name="invitations"),
    path("invitations/<uuid:pk>/withdrawal/", contacts.invitation_withdrawal, name="invitation-withdrawal"),
]
admin = [
    path("staff/", staff.staff, name="staff"),
    path("staff/invitations/new/", staff.invite_colleague, name="invite-colleague"),
    path(
        "staff/invitations/<uuid:pk>/withdrawal/",
        staff.colleague_invitation_withdrawal,
        name="colleague-invitation-withdrawal",
    ),
    path("staff/<uuid:pk>/", staff.colleague, name="colleague"),
    path("staff/<uuid:pk>/departure/", staff.colleague_departure, name="colleague-departure"),
    path("settings/", settings.settings, name="settings"),
    path("levels/", settings.levels, name="levels"),
    path("tokens/", settings.tokens, name="tokens"),
    path("tokens/new/", settings.new_token, name="new-token"),
    path("tokens/<uuid:pk>/revocation/", settings.token_revocation, name="token-revocation"),
]
entrance = [
    path("invitation/<str:token>/", entry.invitation, name="invitation"),
]
