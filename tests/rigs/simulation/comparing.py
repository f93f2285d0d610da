"""Stored clocks against two replays from empty: the oracle's and the product's own."""

from collections import Counter, defaultdict

from accounts.tenancy import SYSTEM, acting_in
from slas.happenings import Kind
from tests.rigs.simulation.judge import judged
from tests.rigs.simulation.retelling import Retelling
from tickets.actions import prove_ticket
from tickets.actions.stints import COLUMNS, replayed_stints
from tickets.models import Clock, Retarget, StintClock, Ticket, Timer
from tickets.models.clock import SUPERSEDED

OF_PROMISES = (Kind.OPENED, Kind.RETARGETED)
OF_LEVELS = (Kind.LEVEL_ENTERED,)


def compared(tenant_id, as_of, processes=2):
    """Figures, the doubts counted by their reason, and the differences as lines."""
    with acting_in(tenant_id, SYSTEM):
        retelling = Retelling(tenant_id)
        rows = {"promises": _rows(Clock, tenant_id, OF_PROMISES), "levels": _rows(StintClock, tenant_id, OF_LEVELS)}
        figures, doubts, differences = Counter(), Counter(), []
        figures["retargets of single tickets"] = sum(kind == Kind.RETARGETED for _, _, kind, _ in retelling.events)
        figures["events replayed"] = len(retelling.events)
        tasks = []
        for pk, kind, case, doubt in retelling.cases(as_of):
            if doubt:
                doubts[f"{kind}: {doubt}"] += 1
            else:
                tasks.append(((str(pk), kind), case, rows[kind][pk]))
        answers = judged(retelling.policies, retelling.calendars, tasks, processes)
        own = _proved(tenant_id, as_of, figures)
        for (pk, kind), lines, doubt in answers:
            if doubt:
                doubts[f"{kind}: {doubt}"] += 1
                continue
            figures[f"histories of {kind} compared with the oracle"] += 1
            figures[f"clocks of {kind} compared with the oracle"] += len(rows[kind][_uuid(rows[kind], pk)])
            differences += [f"oracle, ticket {pk}: {line}" for line in lines]
        return figures, doubts, differences + own


def left_undone(tenant_id, as_of):
    """What sweeps should have done by now and have not, by what it is."""
    with acting_in(tenant_id, SYSTEM):
        left = {
            "clocks not swept": Clock.objects.filter(tenant_id=tenant_id, next_at__lt=as_of).count(),
            "clocks of levels not swept": StintClock.objects.filter(tenant_id=tenant_id, next_at__lt=as_of).count(),
            "tickets whose levels are behind": Ticket.objects.filter(stints_behind_since__isnull=False).count(),
            "timers not rung": Timer.objects.filter(tenant_id=tenant_id, due_at__lte=as_of).count(),
            "retargets not done": Retarget.objects.filter(tenant_id=tenant_id, run_at__isnull=False).count(),
            "retargets in trouble": Retarget.objects.filter(tenant_id=tenant_id, trouble__contains=":").count(),
        }
    return {name: count for name, count in left.items() if count}


def _proved(tenant_id, as_of, figures):
    """Every ticket against the product's own replay from empty, doubtful to the oracle or not."""
    found, stored = [], defaultdict(dict)
    for row in StintClock.objects.filter(tenant_id=tenant_id):
        stored[row.ticket_id][row.metric, row.cycle] = row
    for ticket in Ticket.objects.filter(tenant_id=tenant_id).order_by("number"):
        found += [f"replay, ticket {ticket.pk}: {each}" for each in prove_ticket(ticket, at=as_of)]
        shown = {(clock.metric, clock.cycle): clock for clock in replayed_stints(ticket, as_of=as_of).clocks}
        for name in sorted(shown.keys() | stored[ticket.pk].keys()):
            one, other = (_plain(each.get(name)) for each in (stored[ticket.pk], shown))
            if one != other:
                found.append(f"replay of levels, ticket {ticket.pk}, {name}: stored {one}, replayed {other}")
        figures["tickets compared with the product's replay"] += 1
    return found


def _plain(clock):
    return clock and {name: getattr(clock, name) for name in COLUMNS}


def _rows(model, tenant_id, kinds):
    """Rows by ticket, as plain values that a process without the product can read."""
    found = defaultdict(list)
    for row in model.objects.filter(tenant_id=tenant_id).exclude(flags__contains=[SUPERSEDED]):
        is_fixed = row.target["unit"] == "end_of_next_business_day"
        dated = {"due": row.due_at, "breached_at": row.breached_at, "stopped_at": row.stopped_at}
        found[row.ticket_id].append(
            {
                **{name: at and at.isoformat() for name, at in {**dated, "running_since": row.running_since}.items()},
                **{name: getattr(row, name) for name in ("metric", "cycle", "state", "elapsed_seconds")},
                "target": None if is_fixed else row.target["seconds"],
                "hours": row.target["hours"],
                "flags": sorted(row.flags),
                "of": [str(kind) for kind in kinds],
            }
        )
    return found


def _uuid(rows, pk):
    return next((key for key in rows if str(key) == pk), None)
