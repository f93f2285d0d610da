"""PostgreSQL and Valkey for the demo, the tests and the benches: embedded, or those that the environment names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from supportdesk.demo.postgres import Postgres
from supportdesk.demo.processes import Child, StartRefused
from supportdesk.demo.valkey import Valkey

# The variable and the role behind it.
DATABASE_URLS = {
    "DATABASE_URL": "supportdesk_app",
    "DATABASE_SYSTEM_URL": "supportdesk_system",
    "DATABASE_OWNER_URL": "supportdesk_owner",
}


def say_nothing(line: str) -> None:
    """For whoever starts servers without an onlooker."""


@dataclass
class Servers:
    """Running servers and the variables by which the desk finds them."""

    urls: dict[str, str] = field(default_factory=dict)
    children: list[Child] = field(default_factory=list)

    def stop(self) -> None:
        for child in reversed(self.children):
            child.stop()


def start_servers(
    home: Path, given: Mapping[str, str], *, durable: bool = True, say: Callable[[str], None] = say_nothing
) -> Servers:
    """Start what `given` (an environment) does not name; nothing stays behind when one of them fails."""
    servers = Servers()
    try:
        _see_to_postgres(servers, home, given, durable, say)
        _see_to_valkey(servers, home, given, durable, say)
    except BaseException:
        servers.stop()
        raise
    return servers


def _see_to_postgres(servers: Servers, home: Path, given: Mapping[str, str], durable: bool, say: Callable[[str], None]) -> None:
    named = {name for name in DATABASE_URLS if given.get(name)}
    if named == set(DATABASE_URLS):
        servers.urls |= {name: given[name] for name in named}
        say("PostgreSQL: yours, from DATABASE_URL")
        return
    if named:
        missing = " and ".join(sorted(set(DATABASE_URLS) - named))
        raise StartRefused(f"A database of your own needs its three roles (application, system, owner): {missing} is not set.")
    say("PostgreSQL: starting")
    postgres = Postgres(home, durable=durable)
    servers.children.append(postgres.start())
    servers.urls |= {name: postgres.url(role) for name, role in DATABASE_URLS.items()}


def _see_to_valkey(servers: Servers, home: Path, given: Mapping[str, str], durable: bool, say: Callable[[str], None]) -> None:
    if given.get("REDIS_URL"):
        servers.urls["REDIS_URL"] = given["REDIS_URL"]
        say("Redis: yours, from REDIS_URL")
        return
    say("Valkey: starting")
    valkey = Valkey(home, durable=durable)
    servers.children.append(valkey.start())
    servers.urls["REDIS_URL"] = valkey.url
