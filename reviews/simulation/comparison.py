"""Policies on the same worlds: figures, and paired differences with their intervals."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import chain
from multiprocessing import get_context
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

from reviews.simulation.desk import Record, run
from reviews.simulation.planner import Planner, planners
from reviews.simulation.policies import plain_policies
from reviews.simulation.sight import Policy
from reviews.simulation.truth import Assumptions, World, make_world

Floats: TypeAlias = NDArray[np.float64]

BASELINE, FLOOR, CEILING, OURS = "newest first", "oldest first", "oracle", "ours"
#: Ways of calling that need no model of a buyer, or only its value now.
PLAIN: Final = (
    BASELINE,
    FLOOR,
    "bad first",
    "evening block",
    "random slot",
    "largest value now",
    "hourly rate",
)
#: What an earlier version or one line of arithmetic would do.
FORERUNNERS: Final = ("value now x (now/best)^3", "first prototype's plan")
#: Ours with a part taken out: what that part is worth.
HANDICAPPED: Final = ("ours without place", "ours without learning", "ours without fill")


@dataclass(frozen=True, slots=True)
class Figures:
    """What one policy did in one world; shares in percent, times in hours.

    Solved cases and value are expected ones: who was reached when is simulated, and the chance of
    a talk and a solution then is counted instead of a last throw of the dice. That changes no
    mean and leaves a third of the spread.
    """

    first_reach: float
    solved_72: float
    solved: float
    value: float
    calls_a_solved: float
    median_hours: float
    never_called: float
    refused_of_answered: float
    complained_of_answered: float
    idle: float
    rules_broken: int


@dataclass(frozen=True, slots=True)
class Difference:
    """Mean of a paired difference and half the width of its 95 % interval."""

    mean: float
    half_width: float

    @property
    def is_clear(self) -> bool:
        """The interval leaves out zero."""
        return abs(self.mean) > self.half_width


def figures(record: Record) -> Figures:
    """Over the judged cases."""
    judged = record.judged
    cases = max(int(judged.sum()), 1)
    called = judged & np.isfinite(record.first)
    solved = np.where(judged, record.solved, 0.0)
    with np.errstate(invalid="ignore"):
        quick = record.talked - record.arrived <= 72 * 60
    waits = (record.first - record.arrived)[called] / 60
    answered = max(record.answered, 1)
    return Figures(
        first_reach=100 * float(record.first_reached[called].mean()) if called.any() else 0.0,
        solved_72=100 * float(solved[quick].sum()) / cases,
        solved=100 * float(solved.sum()) / cases,
        value=float(solved @ record.worth),
        calls_a_solved=float(record.dials[judged].sum()) / max(float(solved.sum()), 1e-9),
        median_hours=float(np.median(waits)) if called.any() else 0.0,
        never_called=100 * (1 - int(called.sum()) / cases),
        refused_of_answered=100 * record.refused / answered,
        complained_of_answered=100 * record.complained / answered,
        idle=100 * record.idle_share,
        rules_broken=record.rules_broken,
    )


def compare(
    worlds: Sequence[Assumptions], *, only: Sequence[str] = (), workers: int = 1
) -> dict[str, list[Figures]]:
    """Every policy (or only those named) in every world, in the same order of worlds."""
    judge = partial(one_world, only=tuple(only))
    if workers == 1:
        done = [judge(given) for given in worlds]
    else:
        # A forked process would keep this one's threads of linear algebra, which get in each
        # other's way; a fresh one reads OPENBLAS_NUM_THREADS.
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            done = list(pool.map(judge, worlds))
    found: dict[str, list[Figures]] = {}
    for name, figure in chain.from_iterable(done):
        found.setdefault(name, []).append(figure)
    return found


def one_world(given: Assumptions, *, only: Sequence[str] = ()) -> list[tuple[str, Figures]]:
    """Every policy (or only those named) in one world."""
    world = make_world(given)
    return [
        (policy.name, figures(run(world, policy, days=given.days)))
        for policy in _policies(world, given.seed, only)
    ]


def _policies(world: World, seed: int, only: Sequence[str]) -> Iterator[Policy]:
    for plain in plain_policies(world.sight, seed=seed):
        if not only or plain.name in only:
            yield plain
    for options in planners(world.chances):
        if not only or options.name in only:
            yield Planner(options, world.sight)


def difference(these: Sequence[float], those: Sequence[float]) -> Difference:
    """Paired over the worlds; without two worlds nothing can be said."""
    apart = np.array(these) - np.array(those)
    if len(apart) < 2:
        return Difference(float(apart.mean()), float("inf"))
    spread = float(apart.std(ddof=1)) / np.sqrt(len(apart))
    return Difference(float(apart.mean()), float(student.ppf(0.975, len(apart) - 1)) * spread)


def gap_closed(found: dict[str, list[Figures]], name: str) -> float:
    """Share of the way in value from oldest first to the oracle, in percent."""
    floor, ceiling, here = (
        np.mean([one.value for one in found[policy]]) for policy in (FLOOR, CEILING, name)
    )
    return float(100 * (here - floor) / (ceiling - floor)) if ceiling != floor else 0.0
