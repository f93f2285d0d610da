"""`manage.py createtenant`: a support company with its first administrator, ready to work."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse

from accounts.actions import found_tenant
from accounts.tenancy import SYSTEM, acting_in, tenant_id_by_slug
from common import wallclock
from common.errors import DomainError
from contracts.actions import set_up_packages
from slas.actions import set_up_promises


class Command(BaseCommand):
    help = "Found a support company (tenant): levels, ticket types, calendars, tiers, and an administrator who holds every role."

    def add_arguments(self, parser):
        parser.add_argument("slug", help="its part of every address: 3 to 40 small letters, digits and hyphens")
        parser.add_argument("--name", required=True, help="what people call it")
        parser.add_argument("--time-zone", required=True, metavar="ZONE", help="such as Europe/London")
        parser.add_argument("--email", required=True, help="of the first administrator")
        parser.add_argument("--person", required=True, metavar="NAME", help="the first administrator's name")
        parser.add_argument("--country", default="", help="whose public holidays close the calendars, such as GB")
        parser.add_argument("--region", default="", help="of the country, such as ENG")

    def handle(self, *, slug, name, time_zone, email, person, country, region, **options):
        at = wallclock.now()
        if tenant_id_by_slug(slug) is not None:
            raise CommandError(f"There is a tenant “{slug}” already. Choose another slug.")
        try:
            validate_email(email)
            with transaction.atomic():
                admin = found_tenant(
                    slug=slug, name=name, time_zone=time_zone, email=email, person_name=person, password=None, at=at
                )
                with acting_in(admin.tenant_id, SYSTEM):
                    set_up_promises(by=admin, at=at, country=country.upper(), region=region.upper())
                    set_up_packages(by=admin, at=at)
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{name} is founded: {settings.BASE_URL}/{slug}/")
        reset = settings.BASE_URL + reverse("account_reset_password")
        self.stdout.write(f"Next: {person} asks for a mail with a link at {reset}, as {email}, and sets a password.")
        self.stdout.write("The mail goes out as soon as a worker and beat run; the link works for three days.")
