"""The variables under which the demo's desk runs: those of a real installation, less the certificate."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from supportdesk.demo.ports import LOOPBACK

OWNER_URL = "DATABASE_OWNER_URL"  # migrations alone may have it


@dataclass(frozen=True)
class Addresses:
    """Where the demo can be met; SMTP only ever on the loopback."""

    host: str
    web: int
    mail: int
    smtp: int

    @property
    def shown_host(self) -> str:
        return "localhost" if self.host in (*LOOPBACK, "0.0.0.0") else self.host

    @property
    def asked_host(self) -> str:
        """Where we ask ourselves whether the desk answers."""
        return "127.0.0.1" if self.host in (*LOOPBACK, "0.0.0.0") else self.host

    @property
    def web_url(self) -> str:
        return f"http://{self.shown_host}:{self.web}/"

    @property
    def mail_url(self) -> str:
        return f"http://{self.shown_host}:{self.mail}/"


def desk_environment(home: Path, shell: Mapping[str, str], servers: Mapping[str, str], where: Addresses) -> dict[str, str]:
    """`shell`'s variables and on top the demo's; mail always goes to the catcher, so that no sample person is written to."""
    return {
        **{name: value for name, value in shell.items() if name != OWNER_URL},
        "DJANGO_SETTINGS_MODULE": "supportdesk.settings.base",
        "PYTHONUNBUFFERED": "1",
        "DEBUG": "false",
        "SECRET_KEY": secret_key(home / "secret.key"),
        "ALLOWED_HOSTS": "*" if where.host == "0.0.0.0" else f"localhost,127.0.0.1,{where.shown_host}",
        "BASE_URL": shell.get("BASE_URL") or where.web_url.rstrip("/"),
        "EMAIL_URL": f"smtp://127.0.0.1:{where.smtp}",
        "DEFAULT_FROM_EMAIL": "Supportdesk demo <desk@supportdesk.example>",
        "MEDIA_ROOT": str(home / "media"),
        "STATIC_ROOT": str(home / "static"),
        "STATIC_FROM_SOURCE": "true",
        "LOG_JSON": shell.get("LOG_JSON") or "false",  # a person reads these
        **{name: url for name, url in servers.items() if name != OWNER_URL},
    }


def secret_key(path: Path) -> str:
    """Made once, so that a restart signs nobody out; readable by us alone."""
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()
