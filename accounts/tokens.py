"""The shape of secrets that leave the house: API tokens and invitation links; only their hashes are stored."""

import hashlib
import secrets
import zlib


def secret_hash(secret: str) -> str:
    """SHA-256 in hex; enough for secrets of 256 random bits."""
    return hashlib.sha256(secret.encode()).hexdigest()


def new_api_token(slug: str) -> str:
    """`sd_<tenant>_<43 random characters><6 of checksum>`; the checksum lets scanners of leaked secrets tell it from noise."""
    body = f"sd_{slug}_{secrets.token_urlsafe(32).replace('_', '-')}"
    return body + _checksum(body)


def is_api_token(text: str) -> bool:
    """Whether the text has the shape and the checksum of a token of ours."""
    return text.startswith("sd_") and text.count("_") == 2 and len(text) > 50 and text[-6:] == _checksum(text[:-6])


def tenant_of_token(request) -> str:
    """The tenant's slug that the bearer token of a request names, or nothing."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip().split("_")[1] if scheme.lower() == "bearer" and is_api_token(token.strip()) else ""


def _checksum(body: str) -> str:
    return f"{zlib.crc32(body.encode()) & 0xFFFFFF:06x}"
