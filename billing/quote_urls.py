"""The pages of quotes, consent and credits, behind the desk's, the managers' and the portal's door, and their API."""

from django.urls import path

from billing.api import claims as claims_api
from billing.api import consents as consents_api
from billing.api import quotes as quotes_api
from billing.views import claims, consent, month_credits, obstacles, quote_answers, quote_writing, quotes

desk = [
    path("tickets/<uuid:pk>/quote/", quote_writing.ticket_quote, name="ticket-quote"),
    path("tickets/<uuid:pk>/emergency/", quotes.ticket_emergency, name="ticket-emergency"),
    path("tickets/<uuid:pk>/consent/", consent.ticket_consent, name="ticket-consent"),
]
manage = [
    path("quotes/", quotes.quotes, name="quotes"),
    path("quotes/<uuid:pk>/", quotes.quote, name="quote"),
    path("quotes/<uuid:pk>/draft/", quote_writing.quote_draft, name="quote-draft"),
    path("quotes/<uuid:pk>/draft/deletion/", quotes.quote_draft_deletion, name="quote-draft-deletion"),
    path("quotes/<uuid:pk>/sending/", quotes.quote_sending, name="quote-sending"),
    path("quotes/<uuid:pk>/versions/new/", quotes.quote_next_version, name="quote-next-version"),
    path("quotes/<uuid:pk>/settlement/", quotes.quote_settlement, name="quote-settlement"),
    path("quotes/<uuid:pk>/carrying-out/", obstacles.quote_carrying_out, name="quote-carrying-out"),
    path("contracts/<uuid:pk>/quote/", quote_writing.contract_quote, name="contract-quote"),
    path("contracts/<uuid:pk>/consent/", consent.contract_consent, name="contract-consent"),
    path("consent/<uuid:pk>/", consent.consent, name="consent"),
    path("consent/<uuid:pk>/withdrawal/", consent.consent_withdrawal, name="consent-withdrawal"),
    path("consent/<uuid:pk>/carrying-out/", obstacles.consent_carrying_out, name="consent-carrying-out"),
    path("consent/<uuid:pk>/setting-aside/", obstacles.consent_setting_aside, name="consent-setting-aside"),
    path("credits/", month_credits.credits, name="credits"),
    path("credits/new/", month_credits.new_credit, name="new-credit"),
    path("credits/<uuid:pk>/approval/", month_credits.credit_approval, name="credit-approval"),
    path("credits/<uuid:pk>/rejection/", month_credits.credit_rejection, name="credit-rejection"),
]
portal = [
    path("quotes/", quote_answers.quotes, name="quotes"),
    path("quotes/<uuid:pk>/", quote_answers.quote, name="quote"),
    path("quotes/<uuid:pk>/acceptance/", quote_answers.quote_acceptance, name="quote-acceptance"),
    path("quotes/<uuid:pk>/refusal/", quote_answers.quote_refusal, name="quote-refusal"),
    path("quotes/<uuid:pk>/passing-on/", quote_answers.quote_passing_on, name="quote-passing-on"),
    path("consent/<uuid:pk>/", consent.portal_consent, name="consent"),
    path("consent/link/<str:token>/", consent.consent_link, name="consent-link"),
    path("consent/<uuid:pk>/approval/", consent.consent_approval, name="consent-approval"),
    path("consent/<uuid:pk>/top-up/", consent.consent_top_up, name="consent-top-up"),
    path("consent/<uuid:pk>/refusal/", consent.consent_refusal, name="consent-refusal"),
    path("credits/", month_credits.portal_credits, name="credits"),
    path("contracts/<uuid:pk>/credit-claim/", claims.credit_claim, name="credit-claim"),
]

LIST, READ, WRITE = {"get": "list"}, {"get": "retrieve"}, {"post": "create"}
api = [
    path("quotes/", quotes_api.QuoteViewSet.as_view(LIST | WRITE), name="quotes"),
    path("quotes/<uuid:pk>/", quotes_api.QuoteViewSet.as_view(READ), name="quote"),
    path("quotes/<uuid:pk>/sending/", quotes_api.SendingViewSet.as_view(WRITE), name="quote-sending"),
    path("quotes/<uuid:pk>/acceptance/", quotes_api.AcceptanceViewSet.as_view(WRITE), name="quote-acceptance"),
    path("quotes/<uuid:pk>/refusal/", quotes_api.RefusalViewSet.as_view(WRITE), name="quote-refusal"),
    path("consents/", consents_api.ConsentViewSet.as_view(LIST | WRITE), name="consents"),
    path("consents/<uuid:pk>/", consents_api.ConsentViewSet.as_view(READ), name="consent"),
    path("consents/<uuid:pk>/approval/", consents_api.ConsentApprovalViewSet.as_view(WRITE), name="consent-approval"),
    path("consents/<uuid:pk>/top-up/", consents_api.ConsentTopUpViewSet.as_view(WRITE), name="consent-top-up"),
    path("consents/<uuid:pk>/refusal/", consents_api.ConsentRefusalViewSet.as_view(WRITE), name="consent-refusal"),
    path("service-credits/claimable/", claims_api.ClaimableViewSet.as_view(LIST), name="claimable-credits"),
    path("service-credits/claims/", claims_api.ClaimViewSet.as_view(LIST | WRITE), name="credit-claims"),
    path("service-credits/", consents_api.CreditViewSet.as_view(LIST), name="service-credits"),
]
