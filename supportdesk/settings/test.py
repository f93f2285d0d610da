"""The same settings, only faster: cheap password hashes, static files from their sources, mail kept in memory."""

from supportdesk.settings.base import *
from supportdesk.settings.base import DATABASES, STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True  # else every browser of a test lists all static files before its first request
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
LOGGING = {"level": "WARNING", "json": False}
for database in DATABASES.values():  # on a busy machine a test may reckon for long while its transaction is open
    database["OPTIONS"]["options"] += " -c idle_in_transaction_session_timeout=0"
