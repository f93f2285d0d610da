"""The command behind script/bench."""

from __future__ import annotations

import argparse
import platform
import sys
import time
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from bench.home import Home, default_home
from bench.measure import RUNS, Line
from supportdesk.demo.processes import StartRefused

# Line -> where it is measured.
LINES = {
    "T1": ("bench.queue_page", "beside_the_floor"),
    "T2": ("bench.queue_page", "beside_ten_thousand"),
    "T9": ("bench.sweep", "nothing_due"),
    "T10": ("bench.sweep", "five_hundred_due"),
    "T11": ("bench.minute", "ten_thousand_in_a_minute"),
    "T12": ("bench.arithmetic", "adding"),
    "T13": ("bench.arithmetic", "counting"),
    "T14": ("bench.retargets", "edits"),
    "T15": ("bench.pauses", "pausing"),
    "T17": ("bench.queue_page", "cost_of_the_walls"),
    "T19": ("bench.memory", "resident"),
}


@dataclass
class Bench:
    """What a line needs to know: which sizes, how often, and where the filled databases are."""

    home: Path
    sizes: tuple[str, ...]
    runs: int

    def ready(self, size: Any) -> str:
        from bench.fill import ready

        return ready(size, self.home, say)


def main() -> int:
    options = parsed()
    home = None
    try:
        home = Home(options.home or default_home())
        home.start()
        lines = measured(Bench(home.folder, options.sizes, options.runs), options.lines)
    except StartRefused as refusal:
        print(refusal, file=sys.stderr)
        return 2
    finally:
        if home:
            home.stop()
    return 0 if all(line.is_met for line in lines) else 1


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="script/bench",
        description="Measure the desk beside floors that are built in the same run; see docs/benchmarks.md.",
        epilog="Ends with 0 when every target is met, with 1 when one is missed. The first run fills its databases: minutes.",
    )
    parser.add_argument("lines", nargs="*", metavar="LINE", help=f"which to measure: {' '.join(LINES)}, or fill (without: all)")
    parser.add_argument("--size", choices=["10k", "1M", "both"], default="both", help="tickets in the measured database")
    parser.add_argument("--home", type=Path, help="where servers and databases are kept between runs")
    parser.add_argument("--runs", type=int, default=RUNS, help=f"a target is met when it holds in each of them ({RUNS})")
    options = parser.parse_args()
    options.lines = options.lines or list(LINES)
    if unknown := set(options.lines) - {*LINES, "fill"}:
        parser.error(f"no such line: {', '.join(sorted(unknown))}")
    options.sizes = ("10k", "1M") if options.size == "both" else (options.size,)
    return options


def measured(bench: Bench, names: list[str]) -> list[Line]:
    import django

    django.setup()
    from bench import databases
    from bench.fill import CLOCKS, QUEUES

    say(
        f"Python {platform.python_version()}, Django {django.get_version()}, {bench.runs} runs, sizes {' and '.join(bench.sizes)}"
    )
    found: list[Line] = []
    try:
        for name in names:
            if name == "fill":
                for size in bench.sizes:
                    bench.ready(QUEUES[size])
                    bench.ready(CLOCKS[size])
                continue
            module, function = LINES[name]
            started = time.monotonic()
            lines = getattr(import_module(module), function)(bench)
            for line in lines:
                print(line, flush=True)
            say(f"  ({name}: {time.monotonic() - started:.0f} s)")
            found += lines
    finally:
        databases.close_all()
    return found


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
