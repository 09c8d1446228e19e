"""The plan's table: time, memory and share of the proven bound, on instances of a desk's shape.

Run with ``python -m tests.benchmarks.planning``; half a minute, no data needed. Seconds are the
median of three runs of the solver; the peak of memory is the whole process's so far.
"""

import resource
import sys
import time
from collections.abc import Callable
from statistics import median

from reviews.domain.planning import EXACT_UP_TO, insert, plan
from tests.reviews.domain.test_planning import best_by_linear_program, desk_like

SIZES = (200, 2_000, 5_000, 10_000, 100_000)
LOADS = (0.3, 0.6, 1.1)
_RUNS = 3


def main() -> None:
    """Print one line an instance; ``load`` is the capacity as a share of the cases."""
    _say("cases", "load", "seconds", "share of bound", "peak MB")
    for cases in SIZES:
        for load in LOADS:
            value, capacity = desk_like(cases, load=load, seed=1)
            share = plan(value, capacity).share_of_bound
            seconds = _seconds(lambda v=value, c=capacity: plan(v, c))  # type: ignore[misc]
            _say(cases, load, f"{seconds:.3f}", f"{share:.5f}", f"{_peak_megabytes():.0f}")
    _say()
    _say("one new case among", "load", "milliseconds", "below planning afresh")
    for cases in (size for size in SIZES if size <= EXACT_UP_TO):
        value, capacity = desk_like(cases, load=0.6, seed=2)
        before = plan(value[:-1], capacity)
        seconds = _seconds(lambda v=value, c=capacity, b=before: insert(v, c, b))  # type: ignore[misc]
        lost = plan(value, capacity).value - insert(value, capacity, before).value
        _say(cases, 0.6, f"{1000 * seconds:.1f}", f"{lost:.1e}")
    value, capacity = desk_like(400, load=0.6, seed=3)
    lost = best_by_linear_program(value, capacity) - plan(value, capacity).value
    _say()
    _say(f"400 cases: {lost:.1e} below the optimum of a linear program")


def _seconds(solve: Callable[[], object]) -> float:
    taken = []
    for _run in range(_RUNS):
        started = time.perf_counter()
        solve()
        taken.append(time.perf_counter() - started)
    return median(taken)


def _peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _say(*cells: object) -> None:
    sys.stdout.write("\t".join(str(cell) for cell in cells) + "\n")


if __name__ == "__main__":
    main()
