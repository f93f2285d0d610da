"""Takes a zone for the offset it has in winter (S-41)."""

from conformance.broken.sound import Case, engine, serve

WINTER = {
    "Europe/London": "Etc/GMT",
    "Europe/Madrid": "Etc/GMT-1",
    "Africa/Cairo": "Etc/GMT-2",
    "Pacific/Auckland": "Etc/GMT-12",
    "Australia/Lord_Howe": "Etc/GMT-11",  # no whole hours in winter: its summer's
    "America/New_York": "Etc/GMT+5",
}


def in_winter(case: Case) -> Case:
    calendars = {
        name: [{**each, "zone": WINTER.get(each["zone"], each["zone"])} for each in versions]
        for name, versions in case["calendars"].items()
    }
    asked = [question | {"zone": WINTER.get(question.get("zone", ""), question.get("zone"))} for question in case["ask"]]
    return case | {"calendars": calendars, "ask": asked}


if __name__ == "__main__":
    serve(engine(read=in_winter))
