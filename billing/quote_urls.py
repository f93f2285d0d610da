"""The pages of quotes, consent and credits, behind the desk's, the managers' and the portal's door."""

from django.urls import path

from billing.views import quote_answers, quote_writing, quotes

desk = [
    path("tickets/<uuid:pk>/quote/", quote_writing.ticket_quote, name="ticket-quote"),
    path("tickets/<uuid:pk>/emergency/", quotes.ticket_emergency, name="ticket-emergency"),
]
manage = [
    path("quotes/", quotes.quotes, name="quotes"),
    path("quotes/<uuid:pk>/", quotes.quote, name="quote"),
    path("quotes/<uuid:pk>/draft/", quote_writing.quote_draft, name="quote-draft"),
    path("quotes/<uuid:pk>/draft/deletion/", quotes.quote_draft_deletion, name="quote-draft-deletion"),
    path("quotes/<uuid:pk>/sending/", quotes.quote_sending, name="quote-sending"),
    path("quotes/<uuid:pk>/versions/new/", quotes.quote_next_version, name="quote-next-version"),
    path("quotes/<uuid:pk>/settlement/", quotes.quote_settlement, name="quote-settlement"),
    path("contracts/<uuid:pk>/quote/", quote_writing.contract_quote, name="contract-quote"),
]
portal = [
    path("quotes/", quote_answers.quotes, name="quotes"),
    path("quotes/<uuid:pk>/", quote_answers.quote, name="quote"),
    path("quotes/<uuid:pk>/acceptance/", quote_answers.quote_acceptance, name="quote-acceptance"),
    path("quotes/<uuid:pk>/refusal/", quote_answers.quote_refusal, name="quote-refusal"),
    path("quotes/<uuid:pk>/passing-on/", quote_answers.quote_passing_on, name="quote-passing-on"),
]
