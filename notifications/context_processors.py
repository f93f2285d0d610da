"""The bell of every page: where it asks; how much is new comes with its first question, so no page spends a query on it."""

from django.urls import reverse


def bell(request):
    """`bell` as `notifications/_bell.html` reads it, for members only."""
    member = getattr(request, "member", None)
    return {"bell": addresses(member)} if member else {}


def addresses(member) -> dict:
    """Where the bell of a member asks and leads to."""
    door = "portal" if member.client_id else "desk"
    slug = [member.tenant.slug]
    return {"url": reverse(f"{door}:pulse", args=slug), "page_url": reverse(f"{door}:notices", args=slug), "unseen": None}
