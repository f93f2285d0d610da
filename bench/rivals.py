"""Other libraries' open-time arithmetic, run in an environment of their own: one line of JSON asks, one answers."""

from __future__ import annotations

import json
import sys
import time
from datetime import date, datetime
from datetime import time as clock
from zoneinfo import ZoneInfo

OPENS, CLOSES = clock(9), clock(17)


def adds_businesstimedelta(zone, holidays):
    import businesstimedelta
    import pytz

    local = pytz.timezone(zone)
    named = {day: "holiday" for day in holidays}
    days = businesstimedelta.WorkDayRule(start_time=OPENS, end_time=CLOSES, working_days=[0, 1, 2, 3, 4], tz=local)
    rules = businesstimedelta.Rules([days, businesstimedelta.HolidayRule(named, tz=local)])

    def add(start, minutes):
        return start + businesstimedelta.BusinessTimeDelta(rules, hours=minutes // 60)

    return add


def adds_pandas(zone, holidays):
    import pandas

    local, offsets = ZoneInfo(zone), {}

    def add(start, minutes):
        if minutes not in offsets:
            offsets[minutes] = pandas.offsets.CustomBusinessHour(
                n=minutes // 60, start=OPENS.isoformat("minutes"), end=CLOSES.isoformat("minutes"), holidays=holidays
            )
        return (pandas.Timestamp(start.astimezone(local)) + offsets[minutes]).to_pydatetime()

    return add


def counts_business_duration(zone, holidays):
    from business_duration import businessDuration

    local, named = ZoneInfo(zone), {day: "holiday" for day in holidays}

    def count(start, end):
        naive = (instant.astimezone(local).replace(tzinfo=None) for instant in (start, end))
        return businessDuration(*naive, OPENS, CLOSES, holidaylist=named, unit="min")

    return count


LIBRARIES = {
    "businesstimedelta": adds_businesstimedelta,
    "pandas": adds_pandas,
    "business-duration": counts_business_duration,
}


def main() -> None:
    questions = json.loads(sys.stdin.readline())
    holidays = [date.fromisoformat(day) for day in questions["holidays"]]
    works = {}
    for name in questions["libraries"]:
        try:
            works[name] = LIBRARIES[name](questions["zone"], holidays)
        except ImportError as missing:
            say({"missing": name, "why": str(missing)})
            continue
        say({"ready": name})
    for line in sys.stdin:
        asked = json.loads(line)
        pairs = [(datetime.fromisoformat(start), _second(other)) for start, other in asked["pairs"]]
        work = works[asked["library"]]
        started = time.perf_counter()
        answers = [work(*pair) for pair in pairs]
        took = time.perf_counter() - started
        say({"seconds": took, "answers": [a.isoformat() if isinstance(a, datetime) else float(a) for a in answers]})


def _second(other):
    return datetime.fromisoformat(other) if isinstance(other, str) else other


def say(answer) -> None:
    print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
