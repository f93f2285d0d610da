"""Month ends in four zones: the worker is killed twenty times in the middle, and once down for three days of virtual time."""

import argparse
import sys

from tests.rigs.own_desk import own_desk, said


def main():
    options = parsed()
    with own_desk("month-end", keeps_logs=options.keep) as (home, environment):
        figures = endured(options, home, environment)
    return said(figures, "Each period, fee and invoice exactly once.")


def parsed():
    parser = argparse.ArgumentParser(prog="script/kill-month-end", description=__doc__)
    parser.add_argument("--contracts", type=int, default=5, help="in each of the four zones")
    parser.add_argument("--months", type=int, default=6, help="the last of them begins while the worker is down")
    parser.add_argument("--kills", type=int, default=20, help="one at each zone's midnight")
    parser.add_argument("--seed", type=int, help="of the moments; a new one each time without it")
    parser.add_argument("--keep", action="store_true", help="keep the folder with the logs")
    return parser.parse_args()


def endured(options, home, environment):
    from tests.factories import make_tenant
    from tests.rigs.month_end.ordeal import MonthEnds

    ordeal = MonthEnds(
        boss=make_tenant("month-end"),
        environment=environment,
        home=home,
        contracts_a_zone=options.contracts,
        months=options.months,
        kills=options.kills,
        seed=options.seed,
    )
    return ordeal.run()


if __name__ == "__main__":
    sys.exit(main())
