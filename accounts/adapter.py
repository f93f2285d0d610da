"""How sign-in behaves here: nobody signs up alone, and its mails are rows that the sender task delivers."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings

from accounts.actions.letters import post_letter
from common import wallclock
from common.secrets import cipher


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by invitation only."""

    def is_open_for_signup(self, request):
        return False

    def send_mail(self, template_prefix, email, context):
        """Leave the mail as a row in the same transaction."""
        message = self.render_mail(template_prefix, email, {**context, "base_url": settings.BASE_URL})
        post_letter(to=email, subject=message.subject, body=message.body, at=wallclock.now())


class SecondFactorAdapter(DefaultMFAAdapter):
    """Seeds of second factors are encrypted at rest."""

    def encrypt(self, text: str) -> str:
        return cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return cipher().decrypt(encrypted_text.encode()).decode()
