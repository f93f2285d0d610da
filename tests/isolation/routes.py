"""Every route of the product: what its parameters name, and what a rightful form holds. A route missing here fails the build."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Route:
    """`kinds`: parameter -> kind of object (`tests/isolation/world.py`); `form`: objects -> what a rightful POST sends."""

    kinds: dict[str, str] = field(default_factory=dict)
    form: Any = None  # callable(objects) -> dict
    gets: bool = True


TICKET = {"pk": "ticket"}

GUARDED: dict[str, Route] = {
    "portal:ticket": Route(TICKET),
    "desk:ticket": Route(TICKET),
    "portal:attachment": Route({"pk": "attachment"}),
    "desk:attachment": Route({"pk": "attachment"}),
    **{f"{door}:{name}": Route() for door in ("portal", "desk") for name in ("pulse", "notices")},
    **{f"{door}:notices-seen": Route(form=lambda objects: {}, gets=False) for door in ("portal", "desk")},
}

# Routes without a door: why anybody may ask them, and which tests hold them instead.
OPEN = {
    "front-door": "redirects to sign-in or to the workspaces",
    "healthz": "says that the process lives",
    "readyz": "says which part is missing, and no more",
    "invitation": "the token in the path is the key (tests/accounts)",
    "account_workspaces": "the signed-in person's own memberships (tests/accounts)",
    "account_profile": "the signed-in person's own profile (tests/accounts)",
    "account_theme": "the signed-in person's own theme (tests/accounts)",
}
ALLAUTH = ("account_", "mfa_", "usersessions_")  # identity scope: no tenant's table is touched
