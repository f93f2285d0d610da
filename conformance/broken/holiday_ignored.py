"""Knows the week and no dated exception (S-41)."""

from conformance.broken.sound import Case, engine, serve


def without_dates(case: Case) -> Case:
    calendars = {name: [{**each, "dates": {}} for each in versions] for name, versions in case["calendars"].items()}
    return case | {"calendars": calendars}


if __name__ == "__main__":
    serve(engine(read=without_dates))
