"""A simulated desk: half hour by half hour, a policy says whom to call, the truth answers."""

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from reviews.domain.contact_rules import ContactFacts, Dial, check_contact
from reviews.domain.outcomes import CONNECTED, Outcome
from reviews.simulation.sight import (
    CALENDAR,
    DAY,
    HALF_HOUR,
    RULES,
    Policy,
    State,
    in_hours,
    is_day_off,
    moment,
)
from reviews.simulation.truth import World

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]
Booleans: TypeAlias = NDArray[np.bool_]

#: Cases of the last quarter have not had their time and are not judged.
_JUDGED: Final = 0.75


@dataclass(frozen=True, slots=True, eq=False)
class Record:
    """What a policy did, over the cases that came early enough to judge, [n] each.

    ``talked`` is when somebody answered (NaN for never), ``solved`` the chance that this call,
    made then, solved the case.
    """

    judged: Booleans
    arrived: Floats
    worth: Floats
    first: Floats
    first_reached: Booleans
    talked: Floats
    solved: Floats
    dials: Integers
    answered: int
    refused: int
    complained: int
    idle_share: float
    rules_broken: int


def run(world: World, policy: Policy, *, days: int) -> Record:
    """Let a policy work through the days."""
    desk = _Desk(world, policy)
    for now in np.arange(0.0, days * DAY, HALF_HOUR):
        if now % DAY == 0:
            desk.state.today[:] = 0
        if in_hours(now):
            desk.half_hour(float(now))
    return desk.record(until=_JUDGED * days * DAY)


class _Desk:
    def __init__(self, world: World, policy: Policy) -> None:
        self.world, self.policy = world, policy
        self.state = State(world.sight)
        cases = len(world.sight)
        self.talked = np.full(cases, np.nan)
        self.solved = np.zeros(cases)
        self.first_reached = np.zeros(cases, dtype=bool)
        self.made: dict[int, tuple[Dial, ...]] = {}
        self.answered = self.refused = self.complained = self.broken = self.offered = 0

    def half_hour(self, now: float) -> None:
        room = self.state.room(now)
        self.offered += room
        chosen = self.policy.choose(self.state, now).tolist() if room else []
        self.broken += max(0, len(chosen) - room)
        for case in chosen:
            self._call(case, now)

    def _call(self, case: int, now: float) -> None:
        if not self._is_allowed(case, now):
            self.broken += 1
            return
        number = int(self.state.dials[case])
        self._note_dial(case, now)
        off, half_hour = int(is_day_off(now)), int(now % DAY // HALF_HOUR)
        answers = self.world.answers[case, off, half_hour]
        chance = 1 - (1 - answers) * (1 - self.world.online(case, now))
        outcome = Outcome.NO_ANSWER
        if self.world.luck[case, number, 0] < chance:
            refuses = self.world.refuses(case, off, half_hour, number=number)
            outcome = self._talk(case, now, refuses=refuses)
        dial = Dial(moment(now), outcome in CONNECTED)
        self.made[case] = (*self.made.get(case, ()), dial)
        self.policy.learn(case, now, outcome)

    def _is_allowed(self, case: int, now: float) -> bool:
        """By the product's own contact rules, from the desk's own log."""
        dials = self.made.get(case, ())
        facts = ContactFacts(
            dials=dials,
            dials_of_case=len(dials),
            is_closed=bool(self.state.ended[case] or self.world.sight.known[case] > now),
        )
        return check_contact(moment(now), rules=RULES, facts=facts, calendar=CALENDAR).allowed

    def _note_dial(self, case: int, now: float) -> None:
        if self.state.dials[case] == 0:
            self.state.first[case] = now
        self.state.dials[case] += 1
        self.state.today[case] += 1
        self.state.last[case] = now

    def _talk(self, case: int, now: float, *, refuses: float) -> Outcome:
        """One talk ends a case: solved, not solved, or refused."""
        number = int(self.state.dials[case]) - 1
        luck = self.world.luck[case, number]
        self.answered += 1
        self.first_reached[case] = number == 0
        self.state.ended[case] = True
        self.talked[case] = now
        online = self.world.online(case, now)
        self.solved[case] = (1 - refuses) * self.world.solves(case, now, online=online)
        if luck[1] >= refuses:
            return Outcome.ANSWERED
        self.refused += 1
        off, half_hour = int(is_day_off(now)), int(now % DAY // HALF_HOUR)
        self.complained += bool(luck[2] < self.world.complains(case, off, half_hour))
        return Outcome.REFUSED_CONTACT

    def record(self, *, until: float) -> Record:
        sight = self.world.sight
        judged = sight.arrived < until
        worth = np.where(sight.bad, 100.0, 50.0) * (1 + 0.5 * np.log1p(sight.order_fen / 10_000))
        return Record(
            judged=judged,
            arrived=sight.arrived,
            worth=worth,
            first=self.state.first,
            first_reached=self.first_reached,
            talked=self.talked,
            solved=self.solved,
            dials=self.state.dials,
            answered=self.answered,
            refused=self.refused,
            complained=self.complained,
            idle_share=1 - float(self.state.dials.sum()) / max(self.offered, 1),
            rules_broken=self.broken,
        )
