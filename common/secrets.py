"""Encryption at rest of the few secrets that must be read again."""

import base64
import hashlib

from cryptography.fernet import Fernet
from django.conf import settings


def cipher() -> Fernet:
    """Authenticated encryption under a key derived from SECRET_KEY."""
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"supportdesk at rest:" + settings.SECRET_KEY.encode()).digest()))
