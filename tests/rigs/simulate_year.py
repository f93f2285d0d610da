"""A year of ten contracts on a virtual clock; then ledgers and invoices are compared with a recomputation from raw facts."""

import argparse
import json
import random
import sys
import time
from pathlib import Path

from tests.rigs.own_desk import own_desk

SHOWN = 60  # differences, the rest is counted
WEIGHTED = "draws weighted by level and band (C-32), time without a contract, quotes and prepayments"


def main():
    options = parsed()
    with own_desk("year"):
        return 1 if simulated(options) else 0


def parsed():
    parser = argparse.ArgumentParser(prog="script/simulate-year", description=__doc__)
    parser.add_argument("--days", type=int, default=372, help="from 1 January 2026 on; the last ones close December")
    parser.add_argument("--contracts", nargs="*", help="names of some of them; all without")
    parser.add_argument("--pace", type=float, default=1.0, help="how much is done in a day; 0.5: half as much")
    parser.add_argument("--seed", type=int, help="of what people do; a new one each time without it")
    parser.add_argument("--minutes", type=float, help="stop after so many, and compare what was lived until then")
    parser.add_argument("--facts", type=Path, help="write the raw facts of the year there, as JSON")
    return parser.parse_args()


def simulated(options):
    from tests.factories import make_tenant
    from tests.rigs.year.agreements import CONTRACTS
    from tests.rigs.year.comparing import compared
    from tests.rigs.year.world import make_world
    from tests.rigs.year.year import Year, last_day

    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(10**6)
    names = options.contracts or list(CONTRACTS)
    print(f"seed {seed}, {len(names)} contracts, {options.days} days", flush=True)
    began = time.monotonic()
    world = make_world(make_tenant("year"), names, last_day(options.days))
    year = Year(world, random.Random(seed), options.days, options.pace)
    try:
        year.live(say=lambda line: print(line, flush=True), most_seconds=options.minutes and options.minutes * 60)
    finally:
        if options.facts:
            options.facts.write_text(json.dumps(world.facts, indent=1))
    told(year, time.monotonic() - began)
    figures, differences, _told = compared(world)
    for name, count in sorted(figures.items()):
        print(f"{name:60} {count}")
    for line in differences[:SHOWN]:
        print(f"DIFFERENCE: {line}")
    print(f"{len(differences)} differences")
    return differences


def told(year, seconds):
    print(f"{'lived through in':60} {seconds:.0f} s")
    for name, count in sorted((year.desk.done + year.books.done).items()):
        print(f"{name:60} {count}")
    for name, count in year.desk.refused.most_common():
        print(f"{'refused: ' + name:60} {count}")
    for name in year.events.done:
        print(f"agreed: {name}")
    print(f"not simulated: {', '.join([*sorted(year.world.missing), WEIGHTED])}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
