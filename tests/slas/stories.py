"""Words for telling a ticket's life to the fold in a test."""

from slas.replay import EMPTY, Happening, Kind, NeedsReplay, fold
from slas.terms import Hours, Target, Terms
from tests.slas.calendars import AROUND_THE_CLOCK, NEVER, UK, bst

HOURS = {"8/5": Hours(UK, 480), "24/7": Hours(AROUND_THE_CLOCK, 1440), "never": Hours(NEVER, 480)}
FAR = bst("30 23:00")  # later than all that is told


def promising(resolution=None, first_response=None, warnings=(75,), hours=HOURS):
    """Terms from `{severity: (amount, unit, hours)}` for each metric."""
    rows = {("resolution", None): resolution or {}, ("first_response", None): first_response or {}}
    targets = {
        (metric, severity, ticket_type): Target(*target)
        for (metric, ticket_type), promised in rows.items()
        for severity, target in promised.items()
    }
    return Terms(targets, hours, warnings)


class Story:
    """Happenings of one ticket, told in the order in which they are recorded."""

    def __init__(self, terms, *, others=None):
        self.terms = {"terms": terms, **(others or {})}
        self.happenings = []

    def tell(self, at, kind, **facts):
        self.happenings.append(Happening(at, Kind(kind), len(self.happenings) + 1, facts))
        return self

    def opened(self, at, severity="major", **facts):
        return self.tell(at, "opened", severity=severity, terms="terms", **facts)

    def state(self, as_of=FAR):
        return fold(EMPTY, self.happenings, as_of, self.terms)

    def clock(self, metric="resolution", as_of=FAR):
        return next((clock for clock in self.state(as_of).clocks if clock.metric == metric), None)


def fold_or_replay(state, happenings, as_of, terms, history):
    """Fold new happenings, or all of them (`history`, the new ones included) where the stored state does not suffice."""
    try:
        return fold(state, happenings, as_of, terms)
    except NeedsReplay:
        return fold(EMPTY, history, as_of, terms)


def resolved_in(hours, key="8/5"):
    """A story whose ticket is to be resolved in so many hours, whatever its severity."""
    return Story(promising({severity: (hours, "hours", key) for severity in ("critical", "major", "minor")}))


def answered_in(hours, key="8/5"):
    return Story(promising(first_response={"major": (hours, "hours", key)}))
