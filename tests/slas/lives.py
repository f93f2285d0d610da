"""Random lives of a ticket, for properties that must hold of all of them."""

from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st

from slas.metrics import Pause, Pauses
from slas.replay import Happening, Kind
from slas.terms import Hours, Target, Terms
from tests.slas.calendars import AROUND_THE_CLOCK, MADRID, NEVER, NEW_YORK, utc
from tests.slas.stories import HOURS

ZONES_RUN = 3  # each property runs in as many zones, so that it is tried as often in all


def repeatably(max_examples):
    """So many examples in all, the same in every zone, but no fewer than a hundred in each."""
    return settings(deadline=None, derandomize=True, database=None, max_examples=max(100, max_examples // ZONES_RUN))


START = utc("2026-03-26T15:20")  # a Thursday before the clocks change in Europe
SEVERITIES = ("critical", "major", "minor", "question")
TERMS = {
    "standard": Terms(
        {
            ("first_response", "critical", None): Target(30, "minutes", "24/7"),
            ("first_response", "major", None): Target(4, "hours", "8/5"),
            ("first_response", "minor", None): Target(1, "end_of_next_business_day", "8/5"),
            ("next_response", "major", None): Target(2, "hours", "8/5"),
            ("next_response", "critical", None): Target(20, "minutes", "24/7"),
            ("update_cadence", "critical", None): Target(1, "hours", "24/7"),
            ("update_cadence", "major", None): Target(4, "hours", "8/5"),
            ("workaround", "critical", None): Target(2, "hours", "24/7"),
            ("workaround", "minor", None): Target(1, "business_days", "madrid"),
            ("hotfix", "critical", None): Target(24, "hours", "24/7"),
            ("hotfix", "major", None): Target(24, "hours", "8/5"),
            ("resolution", "critical", None): Target(4, "hours", "24/7"),
            ("resolution", "major", None): Target(8, "hours", "8/5"),
            ("resolution", "minor", None): Target(2, "business_days", "madrid"),
            ("resolution", "minor", "change"): Target(1, "end_of_next_business_day", "8/5"),
        },
        {**HOURS, "madrid": Hours(MADRID, 480)},
    ),
    "elsewhere": Terms(
        {
            ("first_response", "major", None): Target(2, "hours", "8/5"),
            ("next_response", "major", None): Target(1, "end_of_next_business_day", "8/5"),
            ("update_cadence", "question", None): Target(30, "minutes", "24/7"),
            ("hotfix", "critical", None): Target(2, "hours", "24/7"),
            ("resolution", "critical", None): Target(1, "minutes", "never"),
            ("resolution", "major", None): Target(6, "hours", "8/5"),
            ("resolution", "question", None): Target(3, "hours", "24/7"),
        },
        {"8/5": Hours(NEW_YORK, 480), "24/7": Hours(AROUND_THE_CLOCK, 1440), "never": Hours(NEVER, 480)},
        hotfix_from="received",
        hotfix_to="staging",
        pauses=Pauses(frozenset({Pause.WAITING_CLIENT, Pause.SCHEDULED}), critical_updates=True),
    ),
}

anything = st.one_of(
    st.sampled_from(["replied", "client_wrote", "wait_ended", "resolved", "reopened", "closed"]).map(lambda kind: (kind, {})),
    st.sampled_from(["replied", "client_wrote", "workaround_delivered", "defect_confirmed", "no_reply_needed"]).map(
        lambda kind: (kind, {})
    ),
    st.sampled_from(["production", "staging"]).map(lambda kind: ("deployed", {"environment_kind": kind})),
    st.integers(-900, 900).map(lambda n: ("merged_in", {"received": (START + timedelta(minutes=n)).isoformat()})),
    st.sampled_from(["waiting_client", "waiting_approval"]).map(lambda wait: ("waiting", {"wait": wait})),
    st.sampled_from(["client", "provider"]).map(lambda who: ("waiting", {"wait": "waiting_third_party", "vendor": who})),
    st.integers(0, 5000).map(lambda n: ("waiting", {"wait": "scheduled", "until": (START + timedelta(minutes=n)).isoformat()})),
    st.tuples(
        st.sampled_from(["hold_opened", "hold_closed"]),
        st.fixed_dictionaries({"hold": st.sampled_from(["suspended", "consent", "no_cover"]), "name": st.sampled_from("ab")}),
    ),
    st.sampled_from(SEVERITIES).map(lambda severity: ("severity_changed", {"severity": severity})),
    st.sampled_from(["change", None]).map(lambda name: ("type_changed", {"type": name})),
    st.tuples(
        st.just("retargeted"),
        st.fixed_dictionaries(
            {
                "terms": st.sampled_from(sorted(TERMS)),
                "from_receipt": st.booleans(),
                "recount": st.sampled_from([False, True]),
            }
        ),
    ),
    st.sampled_from([("cancelled", {})]),
)
# Seconds from the opening: often a shared instant, often within a second, up to five days.
instants = st.one_of(st.sampled_from([0.0, 3600.0, 7200.0, 86_400.0]), st.integers(0, 432_000_0).map(lambda n: n / 10))
openings = st.fixed_dictionaries(
    {
        "severity": st.sampled_from(SEVERITIES),
        "terms": st.sampled_from(sorted(TERMS)),
        "first_response": st.sampled_from(["runs", "runs", "met_at_once", "none", "not_recorded"]),
        "type": st.sampled_from(["change", None]),
    }
)
lives = st.tuples(openings, st.lists(st.tuples(instants, anything), max_size=12))


def as_recorded(life):
    """Happenings in the order in which they were recorded, many of them backdated."""
    opening, rest = life
    happenings = [Happening(START, Kind.OPENED, 1, opening)]
    for seconds, (kind, facts) in rest:
        happenings.append(Happening(START + timedelta(seconds=seconds), Kind(kind), len(happenings) + 1, facts))
    return happenings
