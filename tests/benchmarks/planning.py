"""The plan's table: time and share of the proven bound, on generated instances of a desk's shape.

Run with ``python -m tests.benchmarks.planning``; about ten seconds, no data needed.
"""

import sys
import time

from reviews.domain.planning import plan
from tests.reviews.domain.test_planning import desk_like

SIZES = (200, 2_000, 5_000, 10_000, 100_000)
LOADS = (0.3, 0.6, 1.1)


def main() -> None:
    """Print one line an instance; ``load`` is the capacity as a share of the cases."""
    sys.stdout.write("cases\tload\tseconds\tshare of bound\n")
    for cases in SIZES:
        for load in LOADS:
            value, capacity = desk_like(cases, load=load, seed=1)
            started = time.perf_counter()
            made = plan(value, capacity)
            seconds = time.perf_counter() - started
            sys.stdout.write(f"{cases}\t{load}\t{seconds:.3f}\t{made.share_of_bound:.5f}\n")
    value, capacity = desk_like(2_000, load=0.6, seed=2)
    before = plan(value[:-1], capacity)
    started = time.perf_counter()
    plan(value, capacity, start=before.price)
    sys.stdout.write(f"one more among 2000\t0.6\t{time.perf_counter() - started:.3f}\t\n")


if __name__ == "__main__":
    main()
