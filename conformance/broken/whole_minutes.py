"""Cuts every instant to its minute (S-08)."""

from typing import Any

from conformance.broken.sound import Case, engine, serve

INSTANTS = ("at", "as_of", "from", "to", "start", "until", "received")


def cut(plain: dict[str, Any]) -> dict[str, Any]:
    return {name: value[:16] + ":00Z" if name in INSTANTS else value for name, value in plain.items()}


def to_the_minute(case: Case) -> Case:
    return case | {"events": [cut(event) for event in case.get("events", ())], "ask": [cut(question) for question in case["ask"]]}


if __name__ == "__main__":
    serve(engine(read=to_the_minute))
