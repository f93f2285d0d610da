"""The navigation of every door: apps register links in `AppConfig.ready()`, each member sees those of their permissions.

The edge wires it, because this app knows neither members nor permissions: its context processor gives every page
`"navigation": navigation_for(member, request.path, may)`, which the shells `desk/base.html` and `portal/base.html` read.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.urls import reverse


@dataclass(frozen=True)
class NavItem:
    """One link: group title (`""` for none), words, icon, url name taking the tenant's slug, permission, door and place.

    `key` is the letter after `g` that goes there; `beside` names places of the same door whose pages belong to the link too, such
    as `packages` to contracts."""

    section: str
    label: str
    icon: str
    url_name: str
    permission: str
    door: str
    order: int = 50
    key: str = ""
    beside: tuple[str, ...] = ()


@dataclass(frozen=True)
class NavLink:
    """A registered link as one member sees it on one page."""

    label: str
    icon: str
    url: str
    is_current: bool = False
    key: str = ""


@dataclass
class NavGroup:
    """Links under one title."""

    title: str
    links: list[NavLink] = field(default_factory=list)


CONTACT_DOORS = ("portal",)
STAFF_DOORS = ("desk", "manage", "admin")

_items: list[NavItem] = []


def register(item: NavItem) -> None:
    """Add a link; registering the same one twice changes nothing."""
    if item not in _items:
        _items.append(item)


def navigation_for(member, path: str, may: Callable[[object, str], bool]) -> list[NavGroup]:
    """The groups of links that `may(member, permission)` allows at the member's doors; the nearest link is current."""
    places = {door: place for place, door in enumerate(CONTACT_DOORS if member.client_id else STAFF_DOORS)}
    chosen = [item for item in _items if item.door in places and (not item.permission or may(member, item.permission))]
    chosen.sort(key=lambda item: (places[item.door], item.order))
    urls = [reverse(item.url_name, args=[member.tenant.slug]) for item in chosen]
    nearest = max((url for url in urls if _is_within(url, path)), key=len, default=None) or _beside(chosen, urls, path)
    groups: dict[str, NavGroup] = {}
    for item, url in zip(chosen, urls, strict=True):
        title = str(item.section)
        group = groups.setdefault(title, NavGroup(title))
        group.links.append(NavLink(str(item.label), item.icon, url, url == nearest, item.key))
    return list(groups.values())


def _is_within(url: str, path: str) -> bool:
    """Whether a page is a link's own or lies below it; below a door's first page lie all others, which are not its own."""
    is_first = url.strip("/").count("/") < 2
    return path == url or (path.startswith(url) and not is_first)


def _beside(items: list[NavItem], urls: list[str], path: str) -> str | None:
    """The link of whose pages one is beside it; none for a page of its own."""
    for item, url in zip(items, urls, strict=True):
        place = url.partition(f"/{item.door}/")[0] + f"/{item.door}/"
        if any(path.startswith(f"{place}{name}/") for name in item.beside):
            return url
    return None
