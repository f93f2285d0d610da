"""Slots of a page that a higher app fills: registered in `AppConfig.ready()`, shown in order to those who may."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Panel:
    """One panel: where, what it is called, who may see it, what it reads (`query(request, subject) -> dict`) and how it looks."""

    slot: str
    title: str
    permission: str
    query: Callable
    template: str
    order: int = 50


_panels: list[Panel] = []


def register(panel: Panel) -> None:
    """Add a panel; registering the same one twice changes nothing."""
    if panel not in _panels:
        _panels.append(panel)


def panels_for(slot, request, subject, may):
    """The panels of `slot` that `may(permission)` allows, each with its context read."""
    chosen = sorted((p for p in _panels if p.slot == slot and may(p.permission)), key=lambda p: p.order)
    return [{"title": p.title, "template": p.template, "context": p.query(request, subject)} for p in chosen]
