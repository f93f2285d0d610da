"""The product's settings and one more connection: the tables' owner, who fills them and whom no policy narrows."""

import os

from supportdesk.settings.base import *  # noqa: F403
from supportdesk.settings.base import DATABASES, _database

EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
LOGGING = {"level": "WARNING", "json": False}
if "DATABASE_OWNER_URL" in os.environ:  # the desk's own processes, started for T19, do not have it
    DATABASES["owner"] = _database("DATABASE_OWNER_URL")
