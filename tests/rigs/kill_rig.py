"""The kill rig by itself: a fresh database, then 500 clocks coming due while worker processes are killed twenty times."""

import argparse
import sys

from tests.rigs.own_desk import own_desk, said


def main():
    options = parsed()
    with own_desk("kill-rig", keeps_logs=options.keep) as (home, environment):
        figures = endured(options, home, environment)
    return said(figures, "Nothing lost, nothing doubled.")


def parsed():
    parser = argparse.ArgumentParser(prog="script/kill-rig", description=__doc__)
    parser.add_argument("--clocks", type=int, default=500)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seconds", type=int, default=30, help="within which the clocks come due")
    parser.add_argument("--seed", type=int, help="of the moments and the victims; a new one each time without it")
    parser.add_argument("--keep", action="store_true", help="keep the folder with the logs")
    return parser.parse_args()


def endured(options, home, environment):
    from tests.factories import make_tenant
    from tests.rigs.killing import Ordeal

    ordeal = Ordeal(
        boss=make_tenant("ordeal"),
        environment=environment,
        home=home,
        clocks=options.clocks,
        kills=options.kills,
        seconds=options.seconds,
        lead=2 + options.clocks * 0.03,  # filing takes a while
        seed=options.seed,
    )
    return ordeal.run()


if __name__ == "__main__":
    sys.exit(main())
