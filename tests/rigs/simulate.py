"""A day's simulation on a virtual clock: tickets, random verbs, edits, a worker that is killed; then every clock is compared."""

import argparse
import random
import sys
import time

from tests.rigs.own_desk import own_desk

LEAST = 50  # times for each verb, of which a day of LARGE tickets and more is asked
LARGE = 1000
SHOWN = 40  # differences, the rest is counted


def main():
    options = parsed()
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(10**6)
    with own_desk("simulate", keeps_logs=options.keep, PYTHONUNBUFFERED="1") as (home, environment):
        return 1 if simulated(options, seed, home, environment) else 0


def parsed():
    parser = argparse.ArgumentParser(prog="script/simulate", description=__doc__)
    parser.add_argument("--tickets", type=int, default=5000)
    parser.add_argument("--seed", type=int, help="of what people do; the worker's pace is its own")
    parser.add_argument("--kills-every", type=float, default=8, help="real seconds between kills of the worker; 0 for none")
    parser.add_argument("--keep", action="store_true", help="keep the folder with the logs")
    return parser.parse_args()


def simulated(options, seed, home, environment):
    from tests.factories import make_tenant
    from tests.rigs.simulation.comparing import compared, left_undone
    from tests.rigs.simulation.day import SimulatedDay

    print(f"seed {seed}, {options.tickets} tickets", flush=True)
    began = time.monotonic()
    day = SimulatedDay(
        boss=make_tenant("day"),
        environment=environment,
        home=home,
        tickets=options.tickets,
        chance=random.Random(seed),
        kills_every=options.kills_every,
    )
    day.run()
    lived = time.monotonic()
    told(day, lived - began)
    tenant_id = day.world.boss.tenant_id
    figures, doubts, differences = compared(tenant_id, day.until)
    for name, count in sorted(figures.items()):
        print(f"{name:60} {count}")
    print(f"{'left open by the rules, so by the product alone':60} {doubts.total()}")
    for doubt, count in doubts.most_common():
        print(f"    {doubt:56} {count}")
    print(f"{'compared in':60} {time.monotonic() - lived:.0f} s")
    faults = [f"{name}: {count}" for name, count in left_undone(tenant_id, day.until).items()]
    faults += [f"worker: {line}" for line in (home / "worker.log").read_text().splitlines() if "ERROR" in line][:SHOWN]
    if options.tickets >= LARGE:
        faults += [f"{verb} was done {count} times" for verb, count in day.counts().items() if count < LEAST]
    for line in [*faults, *differences[:SHOWN]]:
        print(f"FAULT: {line}")
    print(f"{len(differences)} differences")
    return [*faults, *differences]


def told(day, seconds):
    """What was done, verb by verb."""
    print(f"{'lived through in':60} {seconds:.0f} s")
    print(f"{'worker killed':60} {day.kills}")
    for verb, count in sorted(day.counts().items()):
        refused = f" ({day.refused[verb]} refused)" if day.refused[verb] else ""
        print(f"{verb:60} {count}{refused}")
    for edit, count in sorted(day.edited.items()):
        print(f"{'edit: ' + edit:60} {count}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
