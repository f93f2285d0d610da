"""Makes the generated cases: `python -m conformance.generate` writes them, `--check` says whether the kept ones are the same.

Each case has a seed of its own (group and number), so a sample can be made again without the others. What is expected, the oracle
says.
"""

import argparse
import json
import sys
from collections.abc import Callable
from multiprocessing import Pool
from pathlib import Path
from random import Random
from typing import Any

from conformance.oracle.answers import answer
from conformance.oracle.clocks import Doubtful
from conformance.recipes import families, lives, plain, traps

SEED = 2026
KEPT = Path(__file__).resolve().parent / "cases" / "generated"
NUMBERED = (plain.__name__, traps.__name__)  # their recipes go through zones and kinds in turn
GROUPS: dict[str, tuple[int, Callable[..., Any], str]] = {
    "calendars": (96, plain.calendars, "S-05 S-41 S-44"),
    "gaps_and_folds": (72, plain.gaps_and_folds, "S-43"),
    "clock_changes": (176, plain.clock_changes, "S-02 S-44"),
    "units": (60, plain.units, "S-04"),
    "empties": (30, plain.empties, "S-45"),
    "traps": (96, traps.traps, "S-02 S-23 S-41"),
    "pauses": (90, families.pauses, "S-20 S-23 S-25"),
    "reopenings": (70, families.reopenings, "S-27 S-28"),
    "severities": (80, families.severities, "S-30 S-31 S-32"),
    "versions": (80, families.versions, "S-34"),
    "conversations": (80, families.conversations, "S-15 S-16 S-17"),
    "repairs": (60, families.repairs, "S-18 S-19"),
    "merges": (50, families.merges, "S-36"),
    "retargets": (80, families.retargets, "S-33 S-34"),
    "levels": (50, lives.levels, "S-35"),
    "moments": (60, lives.moments, "S-29"),
    "mixtures": (80, lives.mixtures, "S-01"),
    "years": (16, lives.years, "S-05 S-23"),
}


def make(group: str, number: int) -> dict[str, Any]:
    """One case; a story whose answer the rules leave open is told again, otherwise."""
    _, recipe, rules = GROUPS[group]
    rng = Random(f"{SEED} {group} {number}")
    while True:
        case = recipe(rng, number) if recipe.__module__ in NUMBERED else recipe(rng)
        head = {
            "id": f"{group}-{number:03}",
            "group": group,
            "title": (recipe.__doc__ or group).split("\n")[0],
            "rules": rules.split(),
        }
        try:
            return head | case | {"expect": [_lean(reply) for reply in answer(case)]}
        except Doubtful:
            continue


def _lean(reply: Any) -> Any:
    """Clocks without what is empty: the runner takes it as absent."""
    if not (isinstance(reply, list) and reply and isinstance(reply[0], dict)):
        return reply
    return [{key: value for key, value in row.items() if value not in (None, [])} for row in reply]


def line(case: dict[str, Any]) -> str:
    return json.dumps(case, separators=(",", ":"))


def _made(place: tuple[str, int]) -> str:
    return line(make(*place))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare with the kept files instead of writing them")
    parser.add_argument("--group", action="append", choices=GROUPS, help="only this group; repeatable")
    options = parser.parse_args()
    different = 0
    KEPT.mkdir(parents=True, exist_ok=True)
    with Pool() as pool:
        for group in options.group or GROUPS:
            made = pool.map(_made, [(group, number) for number in range(GROUPS[group][0])], chunksize=2)
            file, text = KEPT / f"{group}.jsonl", "".join(f"{case}\n" for case in made)
            if options.check:
                same = file.exists() and file.read_text() == text
                different += not same
                print(f"{group}: {'the same' if same else 'DIFFERENT'}")
            else:
                file.write_text(text)
                print(f"{group}: {len(made)} cases, {len(text):,} bytes")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
