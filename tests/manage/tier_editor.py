"""The editor of tiers as a browser without script would use it."""

from django.urls import reverse

CLOSER = {"resolution_critical_0": "4"}  # from six hours


def editor(tier):
    return reverse("manage:tier-targets", args=["acme", tier.pk])


def as_shown(form):
    """What the editor shows, as the browser would send it."""
    said = {}
    for bound in form:
        value = bound.value()
        if bound.name.startswith("hours_") or bound.name in ("based_on", "hotfix_from", "warnings", "pauses"):
            said[bound.name] = value
        elif hasattr(bound.field.widget, "decompress"):
            amount, unit = value if isinstance(value, list) else bound.field.widget.decompress(value)
            said |= {f"{bound.name}_0": "" if amount is None else amount, f"{bound.name}_1": unit}
        elif value is not None:
            said[bound.name] = value
    return said


def edit(page, tier, then="review", **said):
    """Send the editor as it is shown, with some fields typed anew."""
    shown = as_shown(page.get(editor(tier)).context["form"])
    return page.post(editor(tier), shown | {"then": then} | said)


def publish(page, tier, wishes=None, **said):
    """Write a draft and publish it."""
    review = edit(page, tier, **said)
    assert review.status_code == 302, review.context["form"].errors
    usual = {"reach": "new", "note": "For the test"}
    return page.post(f"{review.url}publication/", usual | (wishes or {}))


def on_review(page, tier, **said):
    answer = edit(page, tier, **said)
    return page.get(answer.url)
