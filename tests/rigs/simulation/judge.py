"""The oracle of the conformance suite over thousands of histories: each calendar is walked once and remembered."""

import multiprocessing

from conformance.oracle.answers import answer
from conformance.oracle.calendars import Calendar
from conformance.oracle.clocks import Doubtful
from conformance.oracle.instants import DAY, second, text
from conformance.oracle.ticket import Ticket

PART = 7 * DAY
FIELDS = ("state", "target", "elapsed", "due", "breached_at", "stopped_at", "flags")


class WalkedOnce(Calendar):
    """The oracle's own walk, minute after minute, with what adjoins put together; walked when it is first asked for."""

    def __init__(self, versions):
        super().__init__(versions)
        self.runs = {}

    def walk(self, start, end):
        for part in range(start // PART, -(-end // PART)):
            for opens, closes in self._runs_of(part):
                begin, until = max(opens, start), min(closes, end)
                if begin < until:
                    yield begin, until - begin

    def _runs_of(self, part):
        if part not in self.runs:
            runs = self.runs[part] = []
            for at, length in super().walk(part * PART, (part + 1) * PART):
                if runs and runs[-1][1] == at:
                    runs[-1][1] = at + length
                else:
                    runs.append([at, at + length])
        return self.runs[part]


class Judge:
    """What the oracle says of a case, beside the rows that were stored."""

    def __init__(self, policies, calendars):
        self.policies = policies
        self.known = {name: WalkedOnce(versions) for name, versions in calendars.items()}

    def differences(self, case, rows):
        """Lines of what differs; raises Doubtful where the oracle gives no answer."""
        asked = {**case, "policies": self.policies, "calendars": dict.fromkeys(self.known)}
        told = answer(asked, ticket=self._ticket)[0]
        shown = {(clock["metric"], clock["cycle"]): clock for clock in told}
        stored = {(row["metric"], row["cycle"]): self._as_shown(row, case) for row in rows}
        lines = []
        for name in sorted(shown.keys() | stored.keys()):
            one, other = stored.get(name), shown.get(name)
            if one is None or other is None:
                lines.append(f"{name}: {'not stored' if one is None else 'stored, but there is none'}: {one or other}")
                continue
            for column in FIELDS:
                if one[column] != other[column]:
                    lines.append(f"{name} {column}: stored {one[column]}, by the oracle {other[column]}")
        return lines

    def _ticket(self, case):
        story = Ticket({**case, "calendars": {}})
        story.calendars = self.known
        return story

    def _as_shown(self, row, case):
        """A row as the suite shows a clock; what runs is counted on by the oracle's calendar, from the row's own beginning."""
        elapsed, as_of = row["elapsed_seconds"], second(case["ask"][0]["as_of"])
        if row["running_since"]:
            policy = [event["policy"] for event in case["events"] if event["kind"] in row["of"] and "policy" in event][-1]
            hours = self.known[self.policies[policy]["hours"][row["hours"]]]
            elapsed += hours.open_seconds(second(row["running_since"]), as_of)
        said = {name: row[name] and text(second(row[name])) for name in ("due", "breached_at", "stopped_at")}
        if row["state"] == "cancelled":
            said["due"] = None
        return {**said, "state": row["state"], "target": row["target"], "elapsed": elapsed, "flags": row["flags"]}


_judge = None


def _become(policies, calendars):
    global _judge
    _judge = Judge(policies, calendars)


def _judged(task):
    name, case, rows = task
    try:
        return name, _judge.differences(case, rows), None
    except Doubtful as doubt:
        return name, [], str(doubt)


def judged(policies, calendars, tasks, processes=2):
    """(name, differences, doubt) of each (name, case, rows), by processes that know nothing of the product; 0: here.

    The processes are at work before the first answer is asked for.
    """
    if not processes:
        _become(policies, calendars)
        return map(_judged, tasks)
    pool = multiprocessing.get_context("spawn").Pool(processes, _become, (policies, calendars))
    return _drained(pool, pool.imap_unordered(_judged, tasks, chunksize=25))


def _drained(pool, answers):
    with pool:
        yield from answers
