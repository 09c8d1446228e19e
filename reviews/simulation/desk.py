"""A simulated desk: half hour by half hour, a policy says whom to call, the truth answers."""

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from reviews.domain.outcomes import Outcome
from reviews.simulation.sight import DAY, Policy, State, in_hours, is_day_off
from reviews.simulation.truth import World

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]
Booleans: TypeAlias = NDArray[np.bool_]

_MORE_REFUSALS_PER_DIAL, _MORE_AT_WORK = 0.10, 0.22
_ONLINE, _ONLINE_HALF_LIFE, _ONLINE_GAIN = 0.8, 20.0, 0.35
_SOLVED_NEUTRAL, _SOLVED_BAD, _FADES_IN_DAYS = 0.55, 0.40, 8.0
#: Cases of the last quarter have not had their time and are not judged.
_JUDGED: Final = 0.75


@dataclass(frozen=True, slots=True, eq=False)
class Record:
    """What a policy did, over the cases that came early enough to judge, [n] each."""

    judged: Booleans
    arrived: Floats
    first: Floats
    first_reached: Booleans
    solved: Floats
    dials: Integers
    answered: int
    refused: int
    value: float
    idle_share: float
    rules_broken: int


def run(world: World, policy: Policy, *, days: int, capacity: int) -> Record:
    """Let a policy work through the days."""
    desk = _Desk(world, policy, capacity)
    for now in np.arange(0.0, days * DAY, 30.0):
        if now % DAY == 0:
            desk.state.today[:] = 0
        if in_hours(now):
            desk.half_hour(float(now))
    return desk.record(until=_JUDGED * days * DAY)


class _Desk:
    def __init__(self, world: World, policy: Policy, capacity: int) -> None:
        self.world, self.policy = world, policy
        self.state = State(world.sight, capacity)
        cases = len(world.sight)
        self.solved = np.full(cases, np.nan)
        self.first_reached = np.zeros(cases, dtype=bool)
        self.answered = self.refused = self.broken = self.offered = 0

    def half_hour(self, now: float) -> None:
        self.offered += self.state.capacity
        allowed = set(self.state.callable(now).tolist())
        chosen = self.policy.choose(self.state, now).tolist()
        self.broken += sum(case not in allowed for case in chosen)
        self.broken += len(chosen) - len(set(chosen)) + max(0, len(chosen) - self.state.capacity)
        for case in chosen:
            self._call(case, now)

    def _call(self, case: int, now: float) -> None:
        number = int(self.state.dials[case])
        self._note_dial(case, now)
        off, half_hour = int(is_day_off(now)), int(now % DAY // 30)
        online = _ONLINE * 2 ** (-(now - self.world.sight.arrived[case]) / _ONLINE_HALF_LIFE)
        chance = 1 - (1 - self.world.answers[case, off, half_hour]) * (1 - online)
        luck = self.world.luck[case, number]
        outcome = Outcome.NO_ANSWER
        if luck[0] < chance:
            refusal = self.world.patience[case] + _MORE_REFUSALS_PER_DIAL * number
            refusal += _MORE_AT_WORK * self.world.busy[case, off, half_hour]
            outcome = Outcome.REFUSED_CONTACT if luck[1] < refusal else Outcome.ANSWERED
            self._talk(case, now, outcome, online=online, luck=luck[2])
        self.policy.learn(case, now, outcome)

    def _note_dial(self, case: int, now: float) -> None:
        if self.state.dials[case] == 0:
            self.state.first[case] = now
        self.state.dials[case] += 1
        self.state.today[case] += 1
        self.state.last[case] = now

    def _talk(self, case: int, now: float, outcome: Outcome, *, online: float, luck: float) -> None:
        """One talk ends a case: solved, not solved, or refused."""
        self.answered += 1
        self.first_reached[case] = self.state.dials[case] == 1
        self.state.ended[case] = True
        if outcome is Outcome.REFUSED_CONTACT:
            self.refused += 1
            return
        sight = self.world.sight
        age = (now - sight.arrived[case]) / DAY
        chance = _SOLVED_BAD if sight.bad[case] else _SOLVED_NEUTRAL
        chance *= float(np.exp(-age / _FADES_IN_DAYS))
        chance += (1 - chance) * _ONLINE_GAIN * online
        if luck < chance:
            self.solved[case] = now

    def record(self, *, until: float) -> Record:
        sight = self.world.sight
        judged = sight.arrived < until
        worth = np.where(sight.bad, 100.0, 50.0) * (1 + 0.5 * np.log1p(sight.order_fen / 10_000))
        return Record(
            judged=judged,
            arrived=sight.arrived,
            first=self.state.first,
            first_reached=self.first_reached,
            solved=self.solved,
            dials=self.state.dials,
            answered=self.answered,
            refused=self.refused,
            value=float(worth[np.isfinite(self.solved) & judged].sum()),
            idle_share=1 - float(self.state.dials.sum()) / max(self.offered, 1),
            rules_broken=self.broken,
        )
