"""The same settings for tools that read them and open no connection: mypy, makemigrations --check, spectacular."""

import os
import secrets

os.environ.setdefault("SECRET_KEY", secrets.token_hex(32))
os.environ.setdefault("DATABASE_URL", "postgres://nobody@/none")
os.environ.setdefault("DATABASE_SYSTEM_URL", "postgres://nobody@/none")

from supportdesk.settings.base import *
