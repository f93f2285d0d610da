"""Switching a wall off, to see whether the other holds alone (`script/isolation`)."""

import os

from accounts import tenancy
from accounts.models.tenant import TenantQuerySet
from notifications.models import NoticeQuerySet

WALL_OFF = os.environ.get("SUPPORTDESK_WALL_OFF", "")  # "", "code" or "database"


def see_everything(queryset, member):
    """What `visible_to` would be if nobody had written it."""
    return queryset.all()


def switch_off_code(monkeypatch):
    """Every `visible_to` lets everything through; the database must hold alone."""
    for queryset in (tenancy.OwnedQuerySet, TenantQuerySet, NoticeQuerySet):
        monkeypatch.setattr(queryset, "visible_to", see_everything)
