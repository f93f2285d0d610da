"""The kinds of holds (decision 5): intervals beside the status; `slas.metrics` says which pauses what (S-20)."""

from django.utils.translation import gettext_lazy as _

SUSPENDED, NO_COVER, CONSENT, DEPLOY_SLOT = "suspended", "no_cover", "consent", "deploy_slot"
HOLDS = {
    SUSPENDED: _("Service suspended"),
    NO_COVER: _("No cover"),
    CONSENT: _("Waiting for consent"),
    DEPLOY_SLOT: _("Waiting for the client’s deployment slot"),
}
